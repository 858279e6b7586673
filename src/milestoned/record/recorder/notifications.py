"""Saying that a milestone was reached: the writer's own command, and the desktop."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING

from milestoned.lazy_dataclasses import dataclass

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

    from milestoned.record.recorder.observation import Earned


class Desktop(Enum):
    """Whether to show a notification, where there is a desktop."""

    SHOW = "show"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class HookOptions:
    """From the user's own configuration only: a vault may come from somebody else, and must run nothing.

    `command` is a list of arguments, or one text that is given to a shell because the writer asked so.
    """

    command: Sequence[str] | str = ()
    timeout: float = 10.0
    desktop: Desktop = Desktop.SHOW


def headline(earned: Earned) -> str:
    """Return it as one line."""
    return f"Chunk {earned.number} reached: {earned.count:,} {earned.unit} in {earned.note}"


def facts(earned: Earned) -> dict[str, str]:
    """Name what happened, for a command's environment."""
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
    """Show the notification and run the hook, which may take `timeout` seconds; what went wrong, or nothing."""
    environment = os.environ if environment is None else environment
    if options.desktop is Desktop.SHOW:
        _notify(earned, environment)
    return _run(options, {**environment, **facts(earned)}) if options.command else ""


def _notify(earned: Earned, environment: Mapping[str, str]) -> None:
    """Ask the desktop, if there is one; a missing or broken one is no concern of the author's."""
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
