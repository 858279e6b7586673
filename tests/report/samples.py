"""Records to draw, in the shapes of the commands' JSON: empty, a month, years, and one that is hard to read."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from milestoned.report.source import Source

TODAY = date(2026, 11, 23)
EMPTY_ROW = {"days": 0, "best": 0, "pending": True, "reserve": 0, "spent": [], "kept_days": 0}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def note(
    path: str, title: str, words: int, goal: int | None = None, size: int = 1000, **more: Any
) -> dict[str, Any]:
    """Return a note as `status --json` has it."""
    done = goal is not None and words >= goal
    chunk, left = words // size + 1, size - words % size
    part = {
        "unit": "words", "size": size, "goal": goal, "count": words, "chunk": chunk,
        "chunks": -(-goal // size) if goal else None, "chunks_done": words // size, "left_in_chunk": 0 if done else left,
        "left": max(0, goal - words) if goal else None, "percent": words * 100 // goal if goal else None,
        "status": "done" if done else "in progress",
    }  # fmt: skip
    line = (
        f"done, {part['chunks']} of {part['chunks']} chunks"
        if done
        else f"{left} words to finish chunk {chunk}"
    )
    return {
        "path": path, "title": title, "words": words, "characters": words * 6, "progress": line, "stale": False,
        "tasks": {"done": 0, "open": 0, "cancelled": 0, "total": 0}, "status": part["status"],
        "pending": None, "earned": words // size, "due": None, "days_left": None, "per_day": None, "on_track": None,
        "milestones": [part], **more,
    }  # fmt: skip


def today(log: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return `today --json` of a record."""
    last = log[0] if log and log[0]["day"] == str(TODAY) else None
    kept = sum(day["kept"] for day in log)
    day = last or {
        "day": str(TODAY),
        "drafted": 0,
        "net": 0,
        "cut": 0,
        "sessions": 0,
        "minutes": 0,
        "kept": False,
    }
    return {
        **day, "words": log[0]["words"] if log else 0, "earned": day.get("earned", []), "held": 0, "goal": None,
        "streak": EMPTY_ROW | {"days": min(kept, 4), "best": min(kept, 11), "reserve": min(2, kept // 7), "kept_days": kept},
        "last14": {"wrote": min(kept, 11), "of": min(len(log), 14)}, "commitments": [], "next": None, **more,
    }  # fmt: skip


def empty() -> Source:
    """Return the record of a vault that nothing has happened in yet."""
    return Source({"vault": "vault", "notes": [], "problems": [], "warnings": []}, today([]))


def month() -> Source:
    """Return a month of 50,000 words, with a book of seven chapters."""
    return written(30, words=1700, seed=3, goal=750)


def written(days: int, *, words: int = 900, seed: int = 1, goal: int | None = 750) -> Source:
    """Return a record of so many days up to today: a book, an essay, promises kept and missed."""
    draw = random.Random(seed)
    log, milestones = _days(draw, days, words)
    total = log[0]["words"]
    chapters = [
        note(f"novel/chapters/{number:02}.md", title, max(0, min(5000, total - 5000 * (number - 1))), 5000)
        for number, title in enumerate(("Arrival", "The Gauge: in which a watch is acquitted", "Thrale’s Minutes",
                                        "Any Other Business", "Slack Water", "Springs", "The Strand Road"), 1)
    ]  # fmt: skip
    summed = sum(chapter["words"] for chapter in chapters)
    pace: dict[str, Any] = {"due": "2026-12-31", "days_left": 39, "per_day": 172, "on_track": True}
    book = note("novel/index.md", "Seven Minutes", summed, 40000, **pace)
    loose = [
        note("essays/on-walking.md", "On Walking", 1320),
        note("journal/2026-11.md", "November", 431, 500, 500),
    ]
    commitments, courses = _promises(log, summed)
    return Source(
        {"vault": "sample-vault", "notes": [*loose, *chapters, book], "problems": [], "warnings": []},
        today(
            log, goal={"amount": goal, "done": log[0]["drafted"], "unit": "words", "per": "day"} if goal else None,
            commitments=[one for one in commitments if one["state"] == "open"],
            next={"note": "novel/chapters/04.md", "left_in_chunk": 655, "unit": "words"},
        ),
        log, milestones, commitments,
        [{"weekday": name, "drafted": draw.randrange(800, 9000)} for name in WEEKDAYS],
        [{"hour": hour, "drafted": draw.randrange(0, 5000) if hour in {7, 8, 9, 20, 21, 22, 23} else hour * 3} for hour in range(24)],
        [{"path": "novel/index.md", "notes": [chapter["path"] for chapter in chapters]}],
        courses,
    )  # fmt: skip


def _days(draw: random.Random, count: int, usual: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    log: list[dict[str, Any]] = []
    milestones: list[dict[str, Any]] = []
    words = 0
    for back in range(count - 1, -1, -1):
        day = TODAY - timedelta(days=back)
        if back and draw.random() < 0.22:
            continue
        cut = draw.choice((0, 0, 30, 120))
        drafted = 0 if draw.random() < 0.05 else int(usual * draw.triangular(0.1, 2.2, 0.8))
        before, words = words, words + drafted
        earned = [_earned(day, number) for number in range(before // 1000 + 1, words // 1000 + 1)]
        milestones += earned
        log.append({
            "day": str(day), "drafted": drafted, "net": drafted - cut, "cut": cut or 5, "words": words,
            "sessions": 2, "minutes": drafted // 20 + 1, "kept": True, "earned": earned,
        })  # fmt: skip
    return log[::-1], milestones


def _earned(day: date, number: int) -> dict[str, Any]:
    return {
        "note": f"novel/chapters/{number % 7 + 1:02}.md", "number": number, "unit": "words", "size": 1000,
        "count": number * 1000 + 12, "at": f"{day}T22:15:00+01:00", "day": str(day), "device": "desk-3f9a1c",
    }  # fmt: skip


def promise(name: str, what: str, by: str | None, state: str, **more: Any) -> dict[str, Any]:
    """Return a commitment as `commitments --json` has it."""
    found = {
        "id": name, "what": what, "by": by, "why": "", "made_at": "2026-11-01T09:00:00+01:00", "state": state,
        "history": [], "unit": "words", "from_note": False, "done": 0, "left": 0, **more,
    }  # fmt: skip
    return {**found, "amount": found["done"] + found["left"]}


def _promises(
    log: list[dict[str, Any]], summed: int
) -> tuple[list[dict[str, Any]], dict[str, list[tuple[str, int]]]]:
    weekly = [
        promise(
            f"w{number}", "3000 words", day["day"], ("kept", "kept", "missed", "renegotiated")[number % 4]
        )
        for number, day in enumerate(log[::-7][:-1] if len(log) > 7 else [])
    ]
    pace = {"quota": 172, "days": 39, "usual": 1400, "choices": [], "likely": ["2026-12-01", "2026-12-09"],
            "per_day": 172, "on_track": True, "later": None, "trimmed": None}  # fmt: skip
    book = promise(
        "b1", "novel/index.md: 40000 words", "2026-12-31", "open", why="My sister has cleared a shelf.", from_note=True,
        done=summed, left=max(0, 40000 - summed), pace=pace,
    )  # fmt: skip
    steep = pace | {"quota": 1400, "per_day": 2100, "on_track": False, "later": "2027-01-25", "trimmed": 98000,
        "likely": ["2027-01-20", "2027-03-01"], "choices": [
        "move the date to 2027-01-25, at your usual 1400 words a day",
        "trim the goal to 98000 words by 2027-01-20",
        "add days: a second sitting on some of them counts as another day's words",
    ]}  # fmt: skip
    far = promise("b2", "120000 words", "2027-01-20", "open", done=summed, left=120000 - summed, pace=steep)
    course = [(day["day"], min(summed, day["words"])) for day in log[::-1]]
    return [*weekly, book, far], {"b1": course, "b2": course}


def hostile() -> Source:
    """Return what is hard to read: markup, 300 characters, right-to-left, Chinese, a day gone by, a goal of one."""
    titles = {
        "a.md": "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "b.md": "A title that goes on and on, " * 10 + "and on.",
        "c.md": "הרומן הגדול שלי: פרק ראשון (2024)",
        "d.md": "第三章：潮の満ち引きと、誰も読まない時計の物語",
        "e.md": "\u202eevil\x00\x1b[31m \"quoted\" & 'single' {{ 7 * 7 }}",
        "f.md": "x" * 300,
    }
    notes = [note(path, title, 12, 1, 1) for path, title in titles.items()]
    notes[0] |= {
        "due": "2020-01-01",
        "days_left": 0,
        "per_day": None,
        "on_track": False,
        "status": "in progress",
    }
    notes.append(note("odd-\udce9.md", "odd \udce9", 0, 1))
    late = promise(
        "x1",
        "<b>5 tasks</b>",
        "2026-11-24",
        "open",
        unit="tasks",
        done=1,
        left=4,
        why="</p><script>1</script>",
    )
    return Source(
        {"vault": "vault & <co>", "notes": notes, "problems": [], "warnings": []},
        today([], next={"note": "a.md", "left_in_chunk": 1, "unit": "words"}, words=72,
              earned=[_earned(TODAY, 1) | {"note": "gone/<i>.md"}]),
        [], [_earned(TODAY, 1) | {"note": "a.md"}, _earned(TODAY, 2) | {"note": "gone/<i>.md"}],
        [late, promise("x2", "1 chunk", "2020-01-01", "missed", unit="chunks", left=1)],
        books=[{"path": "b.md", "notes": ["c.md", "d.md", "not-there.md"]}, {"path": "f.md", "notes": []}],
        courses={"x1": []},
    )  # fmt: skip
