"""A scheduled task of Windows, one a vault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree as ET

from milestoned.errors import MilestonedError
from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.log_file import LogsToFile
from milestoned.service.manager import SEE_LOGS, answers, tell
from milestoned.service.process import service_watcher, wait_until

if TYPE_CHECKING:
    from milestoned.service.job import Job

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_PATIENCE = 30.0
# In the order that the schema asks for. A laptop on battery is where writers write; a daemon has no end of its own.
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "Hidden": "true",
    "ExecutionTimeLimit": "PT0S",
}


class ScheduledTask(LogsToFile):
    """Runs the service by the task scheduler, from logon."""

    title = "the task scheduler"

    def available(self) -> bool:
        """Return True if this is Windows."""
        return sys.platform == "win32" and shutil.which("schtasks") is not None

    def installed(self, job: Job) -> bool:
        """Return True if the scheduler has the task."""
        return self.available() and answers(["schtasks", "/Query", "/TN", job.name]) is not None

    def install(self, job: Job) -> None:
        """Register the task, over one of the same name. Raises MilestonedError."""
        path = private_folder(job.state) / "service.xml"
        try:
            path.write_bytes(task(job))
            tell(["schtasks", "/Create", "/F", "/TN", job.name, "/XML", str(path)], "see the Task Scheduler")
        except OSError as error:
            raise MilestonedError(f"{path}: {error.strerror}", "make the folder writable") from None
        finally:
            path.unlink(missing_ok=True)

    def uninstall(self, job: Job) -> None:
        """End the task and remove it. Raises MilestonedError if the scheduler refuses."""
        if self.installed(job):
            self.stop(job)
            tell(["schtasks", "/Delete", "/F", "/TN", job.name], "see the Task Scheduler")
        job.remove_files()

    def start(self, job: Job) -> None:
        """Run the task and wait until it watches. Raises MilestonedError."""
        tell(["schtasks", "/Run", "/TN", job.name], SEE_LOGS)
        if not wait_until(lambda: service_watcher(job) is not None, _PATIENCE):
            raise MilestonedError("the task has not started the service", SEE_LOGS)

    def stop(self, job: Job) -> None:
        """End the task and wait for that. Raises MilestonedError if the scheduler refuses."""
        tell(["schtasks", "/End", "/TN", job.name], "see the Task Scheduler")
        wait_until(lambda: service_watcher(job) is None, _PATIENCE)

    def advice(self, job: Job) -> str:
        """Return the task's name, and where the log is."""
        return f"task: {job.name}\n{super().advice(job)}"


def task(job: Job) -> bytes:
    """Return the task of a vault: XML in UTF-16, as the scheduler wants it."""
    root = ET.Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
    _add(
        root, "RegistrationInfo", {"Description": f"milestoned, watching {job.root}", "URI": f"\\{job.name}"}
    )
    triggers = ET.SubElement(root, "Triggers")
    _add(triggers, "LogonTrigger", {"Enabled": "true"})
    principals = ET.SubElement(root, "Principals")
    _add(principals, "Principal", {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"}).set(
        "id", "Author"
    )
    settings = _add(root, "Settings", _SETTINGS)
    _add(settings, "RestartOnFailure", {"Interval": "PT1M", "Count": "10"})
    actions = ET.SubElement(root, "Actions", {"Context": "Author"})
    program = job.program("--log-file")
    _add(
        actions,
        "Exec",
        {"Command": _without_console(program[0]), "Arguments": subprocess.list2cmdline(program[1:])},
    )
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-16", xml_declaration=True)
    return text


def _add(parent: ET.Element, name: str, texts: dict[str, str]) -> ET.Element:
    element = ET.SubElement(parent, name)
    for key, text in texts.items():
        ET.SubElement(element, key).text = text
    return element


def _without_console(python: str) -> str:
    """Return the Python beside this one that opens no window; this one if there is none."""
    quiet = PureWindowsPath(python).with_name("pythonw.exe")
    return str(quiet) if Path(quiet).exists() else python
