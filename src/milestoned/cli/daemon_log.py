"""The daemon's log, in the foreground and as a service: what was done, each line with its time."""

from __future__ import annotations

import time

from milestoned.cli.output import PREFIX, shown, with_hint
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output
    from milestoned.note.problem import Problem
    from milestoned.service.log_file import LogFile


@dataclass(frozen=True, slots=True)
class DaemonLog:
    """Lines on stderr. `times`: the time before each, as `strftime` writes it; "" to a manager that dates them itself.

    `file`: what stderr is sent to, if that has to be kept from growing. `dates_problems`: a problem has its time, too.
    """

    output: Output
    times: str
    file: LogFile | None = None
    dates_problems: bool = True

    def say(self, text: str, hint: str = "") -> None:
        """Log what was done as one line, and below it what to do."""
        self.output.say(with_hint(self._begin() + shown(text), hint))

    def detail(self, text: str) -> None:
        """Log a detail, shown with `-v`."""
        self.output.detail(self._begin() + shown(text))

    def problem(self, path: str, problem: Problem) -> None:
        """Log what is wrong with a note."""
        begin = self._begin() if self.dates_problems else ""
        self.output.problem(path, problem, prefix=begin or PREFIX)

    def _begin(self) -> str:
        if self.file:
            self.file.make_room()
        return time.strftime(f"{self.times} ") if self.times else ""
