"""What the log says of a vault's notes: each write, and each problem once."""

from __future__ import annotations

from milestoned.errors import UsageError
from milestoned.note.problem import Problem
from milestoned.vault.updater import Result, Update
from milestoned.watch.reporter import Reporter
from tests.watch.sayings import Sayings

_WRONG = Problem(3, "this is wrong", "do that")


def test_a_written_note_is_logged_with_its_line_and_others_as_details() -> None:
    """What happens to the author's notes is seen; what does not happen only with -v."""
    log = Sayings()
    reporter = Reporter(log)
    reporter.tell(Update("a.md", Result.WRITTEN, line="655 words to finish chunk 3"))
    reporter.tell(Update("b.md", Result.UNCHANGED))
    reporter.tell(Update("c.md", Result.PENDING, line="Emacs has it"))
    reporter.tell_gone("d.md")
    assert log.said == ["a.md: 655 words to finish chunk 3"]
    assert log.details == ["b.md: unchanged", "c.md: waits: Emacs has it", "d.md: gone"]


def test_a_problem_that_stays_is_logged_once() -> None:
    """It comes again only when it is another one, or after the note was fine or gone in between."""
    log = Sayings()
    reporter = Reporter(log)
    other = Problem(4, "that is wrong", "do this")
    for problem in (_WRONG, _WRONG, other, other):
        reporter.tell(Update("a.md", Result.REFUSED, problem=problem))
    assert log.problems == [("a.md", _WRONG), ("a.md", other)]
    reporter.tell(Update("a.md", Result.UNCHANGED))
    reporter.tell(Update("a.md", Result.REFUSED, problem=other))
    reporter.tell_gone("a.md")
    reporter.tell(Update("a.md", Result.REFUSED, problem=other))
    assert len(log.problems) == 4


def test_a_wrong_configuration_is_logged_once_until_it_is_right() -> None:
    """The same mistake made again after it was put right is news."""
    log = Sayings()
    reporter = Reporter(log)
    wrong = UsageError("config.yaml:1: no", "write yes")
    for error in (None, wrong, wrong, None, wrong):
        reporter.tell_config(error)
    assert log.said == ["config.yaml:1: no", "write yes; the settings are as before"] * 2
