"""What is done when a chunk was earned: the writer's own command is run, and the desktop shows a notification."""

from __future__ import annotations

import os
from enum import Enum

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

    from milestoned.record.recorder.observation import Earned


class Desktop(Enum):
    """Whether to show a notification. Where there is no desktop, none is shown."""

    SHOW = "show"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class HookOptions:
    """From the user's own configuration only: a vault may come from somebody else, and must run nothing.

    `command` is a list of arguments, or one text that is given to a shell because the writer asked so; empty: none.
    `timeout` is in seconds: then the command is stopped, with all that it started.
    """

    command: Sequence[str] | str = ()
    timeout: float = 10.0
    desktop: Desktop = Desktop.SHOW


def headline(earned: Earned) -> str:
    """Return an earned chunk as one line, for the log and the desktop."""
    return f"Chunk {earned.number} reached: {earned.count:,} {earned.unit} in {earned.note}"


def facts(earned: Earned) -> dict[str, str]:
    """Return the variables that tell a hook what was earned (docs/record.md, "Hooks")."""
    return {
        "MILESTONED_NOTE": earned.note,
        "MILESTONED_NUMBER": str(earned.number),
        "MILESTONED_UNIT": earned.unit,
        "MILESTONED_SIZE": str(earned.size),
        "MILESTONED_COUNT": str(earned.count),
        "MILESTONED_AT": earned.at.isoformat(timespec="seconds"),
        "MILESTONED_DAY": earned.day.isoformat(),
        "MILESTONED_DEVICE": earned.device,
        "MILESTONED_WHY": earned.why,
    }


def celebrate(earned: Earned, options: HookOptions, environment: Mapping[str, str] | None = None) -> str:
    """Show the notification and run the hook. Return one line about the hook if it failed, "" otherwise.

    Waits for the hook, `timeout` seconds at most. `environment`: the hook's own; None: this process'.
    """
    environment = os.environ if environment is None else environment
    if options.desktop is Desktop.SHOW:
        _notify(earned, environment)
    return _run(options, {**environment, **facts(earned)}) if options.command else ""


def _notify(earned: Earned, environment: Mapping[str, str]) -> None:
    """Show a notification, if there is a desktop. A failure is not reported: the log has the line already."""
    import shutil  # noqa: PLC0415 - a milestone is rare, a start is not

    program = shutil.which("notify-send", path=environment.get("PATH"))
    if program and (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        command = [program, "--app-name=milestoned", "--", headline(earned), earned.why]
        _run(HookOptions(command, timeout=3.0), environment)


def _run(options: HookOptions, environment: Mapping[str, str]) -> str:
    import subprocess  # noqa: PLC0415 - as above

    shell = isinstance(options.command, str)
    try:
        process = subprocess.Popen(
            options.command if shell else list(options.command),
            shell=shell,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"the on_milestone command could not be started: {error}"
    return _wait(process, options.timeout)


def _wait(process: subprocess.Popen[bytes], timeout: float) -> str:
    import subprocess  # noqa: PLC0415 - as above

    try:
        _, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        _stop(process)
        return f"the on_milestone command took more than {timeout:g} s and was stopped"
    if process.returncode:
        detail = said.decode(errors="replace").strip().splitlines()[-1:] or [""]
        return f"the on_milestone command failed with {process.returncode}: {detail[0]}".rstrip(": ")
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command with all that it started: it has a process group of its own."""
    if hasattr(os, "killpg"):
        import signal  # noqa: PLC0415 - as above

        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
