"""What the recorder makes of the things that happen to notes."""

from __future__ import annotations

import random
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from milestoned.errors import MilestonedError
from milestoned.light.dataclasses import replace
from milestoned.record import actions
from milestoned.record.queries import summary
from milestoned.record.recorder.observation import Imports, Origin, RecordOptions, Role, Trigger
from milestoned.record.store.events import Mark, RecordedCounts
from tests.record.scene import Scene, new_words

if TYPE_CHECKING:
    from pathlib import Path


def today(scene: Scene) -> dict[str, object]:
    return summary.today(scene.record)


def numbers(scene: Scene) -> tuple[object, object, object, object]:
    day = today(scene)
    return day["drafted"], day["cut"], day["net"], day["words"]


def test_text_that_was_there_at_first_sight_is_the_starting_point(scene: Scene) -> None:
    scene.look("a.md", new_words(800))
    scene.look("b.md", new_words(400, "b"))
    assert numbers(scene) == (0, 0, 0, 1200)
    assert actions.held(scene.record) == []


def test_950_drafted_and_50_cut_elsewhere_between_two_looks(scene: Scene) -> None:
    start = new_words(500)
    scene.look("a.md", start)
    scene.later(hours=1)
    scene.reopened()
    scene.look("a.md", start[:100] + start[150:] + new_words(950, "n"))
    assert numbers(scene) == (950, 50, 900, 1400)


@pytest.mark.parametrize("grown", [950, 1500, 2000])
def test_a_jump_that_a_person_can_have_typed_is_credited_even_at_once(scene: Scene, grown: int) -> None:
    scene.look("a.md", new_words(10))
    scene.look("a.md", new_words(10) + new_words(grown, "n"))
    assert today(scene)["drafted"] == grown


def test_of_a_jump_that_nobody_can_type_only_what_is_above_the_bound_is_held(scene: Scene) -> None:
    """2,500 words and 60 for each of the 5 minutes are believed; the rest waits, with the chunks that it passed."""
    scene.look("a.md", new_words(10))
    scene.later(minutes=5)
    earned = scene.look("a.md", new_words(10) + new_words(20_000, "n"))
    assert [one.number for one in earned] == [1, 2]
    assert today(scene)["drafted"] == 2_800
    assert today(scene)["held"] == 17_200
    assert [(one.path, one.words) for one in actions.held(scene.record)] == [("a.md", 17_200)]
    assert actions.credit(scene.record, "a.md") == 17_200
    assert today(scene)["drafted"] == 20_000
    assert len(summary.milestones(scene.record)) == 20
    assert actions.held(scene.record) == []


def test_declined_words_are_not_asked_about_again(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    scene.reopened()
    scene.look("c.md", new_words(4_200, "c"))
    actions.credit(scene.record, "c.md", mine=False)
    assert actions.held(scene.record) == []
    assert today(scene)["drafted"] == 2_500


def test_what_was_credited_at_once_can_be_declined_later(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    scene.reopened()
    scene.look("c.md", new_words(1_200, "c"))
    assert today(scene)["drafted"] == 1_200
    assert actions.credit(scene.record, "c.md", mine=False) == 1_200
    assert today(scene)["drafted"] == 0
    with pytest.raises(MilestonedError, match="is held"):
        actions.credit(scene.record, "c.md", mine=False)


@pytest.mark.parametrize(
    ("how", "gone_by", "believed"),
    [
        (Trigger.LIVE, {"seconds": 1}, 2_500),
        (Trigger.LIVE, {"days": 9}, 2_500),
        (Trigger.BY_HAND, {"minutes": 10}, 3_100),
        (Trigger.CATCH_UP, {"hours": 20}, 5_000),
        (Trigger.BY_HAND, {"days": 3}, 15_000),
    ],
)
@pytest.mark.parametrize("new", [True, False])
def test_a_paste_is_judged_by_its_size_in_a_new_note_as_in_an_old_one(
    scene: Scene, how: Trigger, gone_by: dict[str, float], believed: int, *, new: bool
) -> None:
    scene.recorder.begin_pass()
    scene.look("a.md", new_words(10))
    scene.recorder.end_pass()
    scene.later(**gone_by)
    scene.reopened()
    scene.look("b.md" if new else "a.md", new_words(10) + new_words(20_000, "n"), how=how)
    held = actions.held(scene.record)[0].words
    assert abs(20_000 + 10 * new - held - believed) <= 1


def test_what_is_typed_after_an_import_in_the_same_session_is_drafted(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    scene.reopened()
    brought = new_words(3000, "c")
    scene.look("c.md", brought)
    scene.later(minutes=3)
    scene.look("c.md", brought + new_words(70, "typed"))
    assert numbers(scene) == (2570, 0, 2570, 3080)
    assert actions.held(scene.record)[0].words == 500


def test_each_import_goes_to_its_own_day_and_one_can_be_declined_alone(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    words = new_words(10)
    for day in range(2):
        scene.later(days=1)
        scene.reopened()
        words = words + new_words(6_000 + 1_000 * day, f"d{day}-")
        scene.look("a.md", words)
    assert [(one.day.day, one.words) for one in actions.held(scene.record)] == [(24, 1_000), (25, 2_000)]
    assert actions.credit(scene.record, "a.md", mine=False, on=scene.record.today()) == 2_000
    assert actions.credit(scene.record, "a.md") == 1_000
    assert [day["drafted"] for day in summary.log(scene.record)] == [5_000, 6_000, 0]


@pytest.mark.parametrize(
    ("imports", "drafted", "held"),
    [(Imports.ASK, 2_500, 500), (Imports.CREDIT, 3_000, 0), (Imports.IGNORE, 0, 0)],
)
def test_a_rule_says_what_becomes_of_imports(scene: Scene, imports: Imports, drafted: int, held: int) -> None:
    scene.look("a.md", new_words(10))
    scene.reopened()
    scene.look("c.md", new_words(3_000, "c"), imports=imports)
    scene.look("c.md", new_words(3_000, "c") + new_words(20, "typed"), imports=imports)
    assert (today(scene)["drafted"], today(scene)["held"]) == (drafted + 20, held)


def test_a_note_typed_into_while_the_daemon_runs_is_drafted_from_nothing(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    words: list[str] = []
    for n in range(5):
        words = words + new_words(60, f"s{n}-")
        scene.look("new.md", words, how=Trigger.LIVE)
        scene.later(seconds=30)
    assert numbers(scene) == (300, 0, 300, 310)


def test_a_note_that_appears_whole_while_the_daemon_runs_is_an_import(scene: Scene) -> None:
    """Believed up to what is believed of any save, and to be declined."""
    scene.look("a.md", new_words(10))
    scene.look("new.md", new_words(600, "x"), how=Trigger.LIVE)
    assert today(scene)["drafted"] == 600
    assert '"kind":"import"' in scene.journal()
    assert actions.credit(scene.record, "new.md", mine=False) == 600


def test_looking_at_an_unchanged_note_writes_nothing(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    scene.recorder.close()
    before = {path: path.read_bytes() for path in scene.folder.rglob("*") if path.is_file()}
    scene.reopened()
    scene.look("a.md")
    scene.recorder.close()
    assert {path: path.read_bytes() for path in scene.folder.rglob("*") if path.is_file()} == before


def test_nothing_is_made_before_the_first_event(scene: Scene) -> None:
    scene.texts["a.md"] = new_words(3)
    (scene.root / "a.md").write_text("x")
    scene.look("a.md", role=Role.BYSTANDER)
    assert not (scene.root / ".milestoned").exists()


@pytest.mark.parametrize("cadence", [1, 7, 40, 10_000])
def test_the_same_keystrokes_give_the_same_numbers_however_often_they_are_saved(
    scene: Scene, cadence: int
) -> None:
    """A writer types, stumbles, deletes and retypes; saved at any cadence the session's numbers are the same."""
    rng = random.Random(5)
    text = new_words(300)
    scene.look("a.md", text)
    scene.later(hours=1)
    scene.look("a.md", [*text, "first"])
    kept = 0
    for stroke in range(600):
        scene.later(seconds=1)
        if rng.random() < 0.25 and kept:
            text = text[:-1]
            kept -= 1
        else:
            text = [*text, f"t{stroke}"]
            kept += 1
        if stroke % cadence == 0:
            scene.look("a.md", text, how=Trigger.LIVE)
    scene.look("a.md", text, how=Trigger.LIVE)
    assert today(scene)["drafted"] == kept
    assert today(scene)["cut"] == 0
    assert today(scene)["sessions"] == 1


@pytest.mark.parametrize("order", [("a.md", "b.md"), ("b.md", "a.md")])
def test_splitting_a_note_in_two_earns_and_costs_nothing(scene: Scene, order: tuple[str, str]) -> None:
    chapter = new_words(6000)
    scene.look("a.md", chapter)
    scene.look("b.md", ["title"])
    scene.later(days=1)
    scene.reopened()
    parts = {"a.md": chapter[:2500], "b.md": ["title", *chapter[2500:]]}
    for path in order:
        scene.look(path, parts[path])
    assert numbers(scene) == (0, 0, 0, 6001)
    assert actions.held(scene.record) == []


def test_splitting_into_a_new_note_earns_nothing_and_holds_nothing(scene: Scene) -> None:
    chapter = new_words(6000)
    scene.look("b.md", chapter)
    scene.later(days=1)
    scene.reopened()
    scene.look("a.md", chapter[2500:])
    scene.look("b.md", chapter[:2500])
    assert numbers(scene) == (0, 0, 0, 6000)
    assert actions.held(scene.record) == []


def test_joining_two_notes_earns_and_costs_nothing(scene: Scene) -> None:
    one, two = new_words(4000), new_words(3000, "b")
    scene.look("a.md", one)
    scene.look("b.md", two)
    scene.later(days=1)
    (scene.root / "b.md").unlink()
    assert scene.look("a.md", one + two) == []
    scene.recorder.sweep()
    assert numbers(scene) == (0, 0, 0, 7000)
    assert actions.held(scene.record) == []


@pytest.mark.parametrize("added", [0, 40])
def test_a_renamed_note_keeps_its_identity_and_its_words_do_not_count_again(scene: Scene, added: int) -> None:
    words = new_words(300)
    scene.look("a.md", words)
    scene.later(hours=2)
    (scene.root / "sub").mkdir()
    (scene.root / "a.md").rename(scene.root / "sub" / "b.md")
    scene.reopened()
    scene.texts["sub/b.md"] = words + new_words(added, "n")
    scene.look("sub/b.md")
    scene.recorder.sweep()
    assert numbers(scene) == (added, 0, added, 300 + added)
    assert '"kind":"rename"' in scene.journal()
    assert '"kind":"vanish"' not in scene.journal()


def test_a_note_copied_away_and_deleted_is_known_by_its_text(scene: Scene) -> None:
    """No inode helps when a file goes through another file system."""
    scene.look("a.md", new_words(300))
    scene.later(hours=2)
    (scene.root / "a.md").unlink()
    scene.look("z.md", new_words(280), inode=999_999)
    assert numbers(scene) == (0, 20, -20, 280)


def test_a_note_that_vanishes_leaves_the_sum_and_comes_back_without_credit(scene: Scene) -> None:
    scene.look("a.md", new_words(300))
    (scene.root / "a.md").unlink()
    scene.recorder.sweep()
    assert numbers(scene) == (0, 0, 0, 0)
    scene.later(days=1)
    scene.reopened()
    scene.look("a.md", new_words(300))
    assert numbers(scene) == (0, 0, 0, 300)
    assert '"kind":"restore"' in scene.journal()


def test_going_back_to_an_older_text_earns_nothing(scene: Scene) -> None:
    scene.look("a.md", new_words(300))
    scene.later(hours=1)
    scene.look("a.md", new_words(100))
    scene.later(days=1)
    scene.look("a.md", new_words(300))
    assert numbers(scene) == (0, 0, 0, 300)


def test_a_changed_counting_rule_creates_and_takes_no_words(scene: Scene) -> None:
    scene.look("a.md", new_words(300), rules="1")
    scene.later(hours=1)
    before = scene.seen("a.md").digest
    scene.look("a.md", rules="2", digest=before, counts=RecordedCounts(1350, 900))
    assert numbers(scene) == (0, 0, 0, 1350)
    assert summary.milestones(scene.record) == []


def test_a_chunk_is_earned_once_and_stays_earned_when_words_are_cut(scene: Scene) -> None:
    words = new_words(900)
    scene.look("a.md", words)
    scene.later(minutes=30)
    earned = scene.look("a.md", words + new_words(150, "n"))
    assert [(one.number, one.count, one.unit, one.size) for one in earned] == [(1, 1050, "words", 1000)]
    scene.later(minutes=30)
    assert scene.look("a.md", words) == []
    scene.later(minutes=30)
    assert scene.look("a.md", words + new_words(200, "other")) == []
    assert [one["number"] for one in summary.milestones(scene.record)] == [1]
    assert summary.highest_earned(scene.record) == {("a.md", "words", 1000): 1}


def test_chunks_that_were_there_before_are_neither_earned_nor_celebrated(scene: Scene) -> None:
    words = new_words(2345)
    scene.look("a.md", words)
    scene.later(hours=1)
    assert [one.number for one in scene.look("a.md", words + new_words(700, "n"))] == [3]


def test_a_smaller_chunk_is_not_earned_by_choosing_it(scene: Scene) -> None:
    words = new_words(900)
    scene.look("a.md", words)
    scene.later(hours=1)
    scene.size = 100
    assert scene.look("a.md") == []
    assert [one.number for one in scene.look("a.md", words + new_words(120, "n"))] == [10]


def index(scene: Scene, count: int, *members: str, how: Trigger = Trigger.BY_HAND) -> list[int]:
    """Look at an index note whose notes add up to a count; the chunks that it earned."""
    mark = Mark("words", 1000, count, count // 1000)
    earned = scene.look("index.md", ["Book"], role=Role.INDEX, milestones=(mark,), members=members, how=how)
    return [one.number for one in earned]


def test_an_index_note_earns_from_words_drafted_in_its_notes_and_adds_none(scene: Scene) -> None:
    scene.look("a.md", new_words(900))
    assert index(scene, 900, "a.md") == []
    scene.look("a.md", new_words(1_100))
    assert index(scene, 1_100, "a.md") == [1]
    assert today(scene)["words"] == 1_100


def test_an_index_note_does_not_celebrate_what_nobody_wrote(scene: Scene) -> None:
    """Notes named, an old chapter added, an import that is held: passed in silence, and never earned later."""
    scene.look("a.md", new_words(900))
    scene.look("old.md", new_words(5_000, "o"))
    assert index(scene, 900, "a.md") == []
    assert index(scene, 5_900, "a.md", "old.md") == []
    scene.later(minutes=1)
    scene.look("a.md", new_words(900) + new_words(9_000, "p"))
    drafted = today(scene)["drafted"]
    assert index(scene, 14_900, "a.md", "old.md") == [13, 14]
    assert drafted == 2_560
    scene.later(minutes=1)
    scene.look("a.md", new_words(900) + new_words(9_000, "p") + new_words(200, "typed"))
    assert index(scene, 15_100, "a.md", "old.md") == [15]


def test_what_stood_for_one_look_is_not_earned(scene: Scene) -> None:
    """A fence that was open for one save made prose of code: nothing is celebrated, then or later, but what is written."""
    words = new_words(900)
    scene.look("a.md", words)
    scene.later(hours=1)
    assert scene.look("a.md", words + new_words(400, "code"), how=Trigger.LIVE) == []
    scene.later(seconds=1)
    assert scene.look("a.md", [*words, "more"], how=Trigger.LIVE) == []
    assert summary.milestones(scene.record) == []
    scene.later(minutes=1)
    assert scene.look("a.md", words + new_words(150, "n"), how=Trigger.LIVE) == []
    scene.later(seconds=1)
    assert [one.number for one in scene.look("a.md", words + new_words(152, "n"), how=Trigger.LIVE)] == [1]


def test_what_stands_for_settle_latest_is_earned_without_a_further_save(scene: Scene) -> None:
    words = new_words(900)
    scene.look("a.md", words)
    scene.later(hours=1)
    assert scene.look("a.md", words + new_words(150, "n"), how=Trigger.LIVE) == []
    assert scene.recorder.next_due() == pytest.approx(3.0)
    scene.later(seconds=2)
    assert scene.look("a.md", how=Trigger.LIVE) == []
    assert scene.recorder.unsettled() == []
    scene.later(seconds=1)
    assert scene.recorder.unsettled() == ["a.md"]
    assert [one.number for one in scene.look("a.md", how=Trigger.LIVE)] == [1]
    assert scene.look("a.md", how=Trigger.LIVE) == []


def test_what_a_stopped_daemon_saw_once_is_earned_by_the_next_update(scene: Scene) -> None:
    words = new_words(900)
    scene.look("a.md", words)
    scene.later(hours=1)
    assert scene.look("a.md", words + new_words(150, "n"), how=Trigger.LIVE) == []
    scene.recorder.flush()
    scene.recorder.close()
    scene.reopened()
    assert [one.number for one in scene.look("a.md")] == [1]


def test_lines_that_a_stop_has_no_time_for_are_written_by_the_next_run(scene: Scene) -> None:
    """They wait in the state folder, where they are counted already, and each gets into the journal once."""
    for name in "abc":
        scene.look(f"{name}.md", new_words(100, name))
    scene.later(minutes=5)
    for more in (110, 120):
        for name in "abc":
            scene.look(f"{name}.md", new_words(more, name), how=Trigger.LIVE)
        scene.later(seconds=10)
    before = scene.journal().count("\n")
    counted = numbers(scene)
    scene.recorder.flush(lambda: True, together=1)
    scene.recorder.close()
    assert scene.journal().count("\n") == before + 1
    scene.reopened()
    assert numbers(scene) == counted
    scene.later(minutes=3)
    scene.recorder.rest()
    assert scene.journal().count("\n") == before + 3
    assert numbers(scene) == counted


def test_a_first_pass_that_was_broken_off_goes_on_as_one(scene: Scene) -> None:
    """700 of 1,000 notes had not been reached when it was killed: they are the starting point all the same."""
    scene.recorder.begin_pass()
    scene.look("a.md", new_words(800))
    scene.later(days=1)
    scene.reopened()
    scene.recorder.begin_pass()
    scene.look("b.md", new_words(700, "b"))
    scene.recorder.end_pass()
    assert numbers(scene) == (0, 0, 0, 1500)
    scene.later(hours=1)
    scene.look("c.md", new_words(60, "c"))
    assert today(scene)["drafted"] == 60


def test_another_text_under_a_deleted_notes_name_is_new(scene: Scene) -> None:
    scene.look("draft.md", new_words(300))
    scene.look("other.md", new_words(10, "o"))
    (scene.root / "draft.md").unlink()
    scene.recorder.sweep()
    scene.later(days=3)
    scene.reopened()
    scene.look("draft.md", new_words(900, "n"))
    assert today(scene)["drafted"] == 900


def test_a_backup_put_back_is_restored_whatever_its_size(scene: Scene) -> None:
    book = new_words(30_000)
    scene.look("a.md", book)
    scene.later(days=1)
    scene.look("a.md", new_words(40, "x"))
    scene.later(days=1)
    scene.reopened()
    scene.look("a.md", book, how=Trigger.LIVE)
    assert (today(scene)["drafted"], today(scene)["held"]) == (0, 0)
    assert '"kind":"restore"' in scene.journal()


def test_the_same_template_in_every_days_note_is_drafted_once_at_most(scene: Scene) -> None:
    """With the day's date in it no two are equal; what is typed below it is drafted."""
    scene.look("a.md", new_words(10))
    template = new_words(140, "template")
    drafted = []
    for day in range(3):
        scene.later(days=1)
        scene.now = max(scene.now, datetime.now(UTC) + timedelta(days=day, seconds=5))
        scene.reopened()
        scene.look(f"journal/d{day}.md", [f"day{day}", *template])
        scene.look(f"journal/d{day}.md", [f"day{day}", *template, *new_words(50, f"t{day}-")])
        drafted.append(today(scene)["drafted"])
    assert drafted == [191, 51, 51]


def test_words_pasted_back_from_a_conflict_copy_do_not_count_twice(scene: Scene) -> None:
    words = new_words(200)
    scene.look("a.md", words)
    scene.later(hours=1)
    scene.look("a.md", words + new_words(80, "mine"))
    scene.later(hours=1)
    scene.look("a.md", words, origin=Origin.REMOTE)
    scene.later(minutes=1)
    copy = words + new_words(80, "mine")
    scene.look("a.md", [*words, *new_words(80, "mine"), *new_words(5, "n")], copies=lambda: [copy])
    scene.look("a.md", [*words, *new_words(80, "mine"), *new_words(9, "n")])
    assert today(scene)["drafted"] == 80 + 9


def test_a_day_of_moving_passages_is_kept_and_a_checkout_is_not(scene: Scene) -> None:
    words = new_words(400)
    scene.look("a.md", words)
    scene.later(days=1)
    scene.look("a.md", words[200:] + words[:200])
    assert numbers(scene)[:2] == (0, 0)
    assert today(scene)["kept"]
    scene.later(days=1)
    scene.look("a.md", new_words(700, "branch"), checked_out=lambda: True)
    assert not today(scene)["kept"]


def test_autosaves_are_summed_up_in_a_line_every_two_minutes(scene: Scene) -> None:
    """What is not in the journal yet is in the state folder, and this device's commands know of it."""
    words = new_words(50)
    scene.look("a.md", words)
    scene.later(hours=1)
    for save in range(600):
        scene.later(seconds=2)
        words = [*words, f"s{save}"]
        scene.look("a.md", words, how=Trigger.LIVE)
    assert scene.journal().count('"kind":"edit"') <= 20 * 60 // 120 + 1
    assert numbers(scene) == (600, 0, 600, 650)
    asking = Scene(scene.folder, device="here", now=scene.now)
    assert numbers(asking) == (600, 0, 600, 650)
    day = today(asking)
    assert (day["sessions"], day["minutes"]) == (1, 20)
    scene.recorder.flush()
    scene.record.index.rebuild()
    assert numbers(scene) == (600, 0, 600, 650)
    assert (today(scene)["sessions"], today(scene)["minutes"]) == (1, 20)
    asking.recorder.record.index.refresh()
    assert numbers(asking) == (600, 0, 600, 650)


def test_update_is_dated_by_the_time_of_the_file(scene: Scene) -> None:
    """Saved in the evening, counted by a job in the morning."""
    scene.look("a.md", new_words(50))
    scene.later(hours=10)
    saved = int(scene.now.timestamp() * 1e9)
    scene.later(hours=12)
    scene.look("a.md", new_words(850), mtime_ns=saved)
    assert today(scene)["drafted"] == 0
    assert summary.log(scene.record)[0]["day"] == "2026-11-23"
    assert summary.log(scene.record)[0]["drafted"] == 800


def test_totals_are_right_where_a_rename_was_found_before_what_was_written_earlier(scene: Scene) -> None:
    words = new_words(300)
    scene.look("a.md", words)
    scene.later(days=1)
    saved = int(scene.now.timestamp() * 1e9)
    scene.later(days=1)
    (scene.root / "a.md").rename(scene.root / "b.md")
    scene.reopened()
    scene.texts["b.md"] = words + new_words(100, "n")
    scene.look("b.md", how=Trigger.CATCH_UP, mtime_ns=saved)
    assert next(day["words"] for day in summary.log(scene.record)) == 400
    assert today(scene)["words"] == 400


def test_a_note_that_opts_out_leaves_the_sum(scene: Scene) -> None:
    scene.look("a.md", new_words(300))
    scene.look("a.md", role=Role.BYSTANDER, milestones=())
    assert today(scene)["words"] == 0
    assert scene.recorder.knows("a.md")


def test_an_edit_that_a_sync_tool_brought_earns_nothing(scene: Scene) -> None:
    scene.look("a.md", new_words(300))
    scene.later(hours=1)
    scene.look("a.md", new_words(900), origin=Origin.REMOTE)
    assert numbers(scene) == (0, 0, 0, 900)


def test_what_was_written_while_the_daemon_was_off_belongs_to_the_files_day(scene: Scene) -> None:
    scene.look("a.md", new_words(300))
    scene.later(days=1)
    saved = int(scene.now.timestamp() * 1e9)
    scene.later(days=2)
    scene.look("a.md", new_words(340), how=Trigger.CATCH_UP, mtime_ns=saved)
    days = {day["day"]: day["drafted"] for day in summary.log(scene.record)}
    assert days == {"2026-11-24": 40, "2026-11-23": 0}


def test_a_clock_that_is_set_back_loses_and_invents_nothing(scene: Scene) -> None:
    words = new_words(100)
    scene.look("a.md", words)
    for step in (60, -300, 10):
        scene.later(minutes=step)
        words = words + new_words(50, f"s{step}")
        scene.look("a.md", words)
        scene.reopened()
        scene.look("a.md")
    assert today(scene)["drafted"] == 150
    assert today(scene)["words"] == 250
    assert scene.journal().count("\n") == 4


def test_a_session_over_the_days_border_is_shared_between_the_days(scene: Scene) -> None:
    scene.later(hours=17, minutes=50)
    words = new_words(100)
    scene.look("a.md", words)
    scene.look("a.md", words + new_words(30, "late"))
    scene.later(minutes=11)
    scene.look("a.md", words + new_words(20, "late"))
    days = {day["day"]: (day["drafted"], day["cut"]) for day in summary.log(scene.record)}
    assert days == {"2026-11-23": (30, 0), "2026-11-24": (0, 10)}


def test_the_sessions_start_text_is_the_owners_alone_and_goes_when_the_session_ends(scene: Scene) -> None:
    scene.look("a.md", new_words(100))
    scene.later(hours=1)
    scene.look("a.md", new_words(150))
    path = scene.record.texts_path
    for folder in (path.parent, scene.folder / "state-here"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with_start = scene.recorder._texts.get(next(iter(scene.recorder._texts.digests())))
    assert with_start is not None
    assert len(with_start.start) == 100
    scene.later(minutes=16)
    scene.recorder.rest()
    resting = scene.recorder._texts.get(with_start.note)
    assert resting is not None
    assert len(resting.start) == 0


def test_of_a_long_text_nothing_older_is_kept_when_the_session_is_over(scene: Scene) -> None:
    """While it lasts, only what was edited is added to what stood there when the session began."""
    secret, later = new_words(5000), new_words(3000, "v")
    scene.look("a.md", secret)
    scene.later(minutes=1)
    scene.look("a.md", [*secret[:1000], "more", *secret[1000:]])
    base = scene.recorder._texts.base
    assert base.execute("SELECT count(*) FROM edit").fetchone() == (1,)
    scene.look("a.md", [*secret[:1000], "more", *secret[2000:]])
    note = next(iter(scene.recorder._texts.digests()))
    kept = scene.recorder._texts.get(note)
    scene.later(minutes=16)
    scene.recorder.rest()
    assert base.execute("SELECT count(*) FROM edit").fetchone() == (0,)
    assert base.execute("SELECT count(*) FROM begun").fetchone() == (0,)
    assert kept is not None
    assert base.execute("SELECT words FROM whole").fetchone() == (kept.last.tobytes(),)
    scene.look("a.md", later)
    scene.reopened()
    resting = scene.recorder._texts.get(note)
    assert resting is not None
    assert len(resting.last) == 3000


def test_a_device_without_the_texts_takes_no_credit_for_what_it_finds(tmp_path: Path) -> None:
    one = Scene(tmp_path, device="one")
    one.look("a.md", new_words(300))
    one.later(hours=1)
    two = Scene(tmp_path, device="two", now=one.now)
    two.look("a.md", new_words(500))
    assert numbers(two) == (0, 0, 0, 500)
    two.later(hours=1)
    two.look("a.md", new_words(520))
    assert numbers(two)[0] == 20


def test_a_full_or_closed_journal_folder_is_said_and_loses_nothing(scene: Scene) -> None:
    scene.look("a.md", new_words(10))
    folder = scene.root / ".milestoned" / "journal"
    kept = folder.rename(folder.with_name("kept"))
    folder.write_text("in the way")
    scene.record.index._stale = lambda waiting: False  # type: ignore[method-assign] # noqa: ARG005
    with pytest.raises(MilestonedError, match="cannot be written"):
        scene.look("a.md", new_words(30))
    folder.unlink()
    kept.rename(folder)
    scene.reopened()
    scene.look("a.md")
    assert today(scene)["drafted"] == 20


def test_a_bystander_is_recorded_where_the_writer_wants_all_notes(tmp_path: Path) -> None:
    scene = Scene(tmp_path, RecordOptions(bystanders=True))
    scene.look("a.md", new_words(30), role=Role.BYSTANDER, milestones=())
    scene.look("a.md", new_words(50), role=Role.BYSTANDER, milestones=())
    assert numbers(scene) == (20, 0, 20, 0)


def test_a_note_that_moved_on_since_it_was_counted_is_left_for_the_next_look(scene: Scene) -> None:
    """Its words are no more those of the counts: nothing is recorded, and the next look credits all of them."""
    scene.look("a.md", new_words(10))
    scene.later(minutes=5)
    scene.texts["a.md"] = new_words(50)
    scene.recorder.observe(replace(scene.seen("a.md"), text=lambda: None))
    assert summary.today(scene.record)["words"] == 10
    scene.look("a.md", new_words(90))
    assert (summary.today(scene.record)["drafted"], summary.today(scene.record)["words"]) == (80, 90)
