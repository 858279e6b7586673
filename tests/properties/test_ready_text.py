"""An answer of `status` that is kept ready is the one that would be found now, whatever happened to the vault meanwhile."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from milestoned.cli.app import cli
from milestoned.cli.ready_text import read_arguments, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Options, and the note that is asked about.
ASKED = (
    ("",),
    ("", "--sort", "nearest"),
    ("", "--json"),
    ("part", "--short"),
    ("one.md", "--format", "{title}: {words} {goal} {today} {per_day} {earned} {days_left}"),
)
HEADS = (
    "---\nmilestone: 20 words\nmilestone-goal: 60\n---\n\n",
    "---\nmilestone: 20 words\nmilestone-due: 2027-03-01\n---\n\n",
    "---\nmilestone: [tasks, 30 words]\n---\n\n- [x] one\n- [ ] two\n\n",
    "---\nmilestone: 50 words\nmilestone-notes: '**/*.md'\n---\n\n",
    "---\nmilestones: 20 words\n---\n\n",
    "---\nmilestone: lots\n---\n\n",
    "",
)
NAMES = ("one.md", "two.md", "part/three.md", "part/10 four.md", "part/deep/fünf.markdown", "old/six.md")
CONFIGS = (
    "",
    "ignore: [old]\n",
    "ignore: ['*four*']\n",
    "rules:\n  - notes: part/*.md\n    milestone: 10 words\n    start: true\n",
    "day_start: '12:00'\n",
    "count:\n  tasks: top\n",
    "unknown: 1\n",
)


class Place:
    """A vault, the user's own folders beside it, and what may happen to them."""

    def __init__(self, folder: Path, rng: random.Random, heads: tuple[str, ...] = HEADS) -> None:
        self.heads = heads
        self.folder = folder
        self.root = folder / "vault"
        self.rng = rng
        (self.root / ".milestoned").mkdir(parents=True)
        for name in NAMES[:4]:
            self.note(name)

    def note(self, name: str) -> None:
        """Write a note."""
        path = self.root / name
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.rng.choice(self.heads) + "word " * self.rng.randint(0, 70) + "\n")

    def some(self) -> Path:
        """Return one of the notes."""
        return self.rng.choice(sorted(self.root.rglob("*.m*d*")) or [self.root / "one.md"])

    def new(self) -> None:
        """Add a note, or write one over."""
        self.note(self.rng.choice(NAMES))

    def same_size(self) -> None:
        """Change a note and keep its size."""
        path = self.some()
        with suppress(OSError):
            path.write_text(path.read_text().replace("word ", "wo d ", 1))

    def mtime_kept(self) -> None:
        """Change a note, keep its size and its time."""
        path = self.some()
        with suppress(OSError):
            kept = path.stat()
            path.write_text(path.read_text().replace("word ", "wo d ", 1))
            os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))

    def rename(self) -> None:
        """Rename a note, perhaps over another."""
        with suppress(OSError):
            self.some().rename(self.root / self.rng.choice(NAMES))

    def delete(self) -> None:
        """Delete a note."""
        with suppress(OSError):
            self.some().unlink()

    def link(self) -> None:
        """Link to a note, inside or out, or to nothing."""
        path = self.root / "link.md"
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.symlink_to(self.rng.choice(["one.md", ".hidden.md", "../outside.md", "gone.md"]))
            (self.root / ".hidden.md").write_text(HEADS[0] + "word " * self.rng.randint(0, 9))

    def behind_the_link(self) -> None:
        """Change the note that a link may lead to."""
        with suppress(OSError):
            (self.root / ".hidden.md").write_text(HEADS[0] + "word " * self.rng.randint(0, 9))

    def nested(self) -> None:
        """Begin a vault inside, or end it."""
        inner = self.root / "part" / ".milestoned"
        with suppress(OSError):
            inner.rmdir() if inner.is_dir() else inner.mkdir()

    def config(self) -> None:
        """Choose other settings."""
        folder = self.root / ".milestoned"
        folder.mkdir(exist_ok=True)  # it may have been renamed like a note: so are folders
        (folder / "config.yaml").write_text(self.rng.choice(CONFIGS))

    def own_config(self) -> None:
        """Choose other settings for all vaults."""
        path = self.folder / "config" / "milestoned" / "config.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.rng.choice(CONFIGS))

    def update(self) -> None:
        """Bring all up to date, and record it."""
        CliRunner().invoke(cli, ["-q", "update", str(self.root)])

    def locked(self) -> None:
        """Open a note in an office program, or close it."""
        path = self.some()
        with suppress(OSError):
            lock = path.with_name(f".~lock.{path.name}#")
            lock.unlink() if lock.exists() else lock.write_text("x")

    def conflict(self) -> None:
        """Leave a copy in conflict."""
        (self.root / "one.sync-conflict-20261123-101010-ABCDEFG.md").write_text(HEADS[0])

    def evicted(self) -> None:
        """Let iCloud take a note away, or bring it back."""
        path = self.root / ".away.md.icloud"
        path.unlink() if path.exists() else path.write_text("x")

    def zone(self) -> None:
        """Travel: perhaps into another day."""
        os.environ["TZ"] = self.rng.choice(["UTC", "UTC+11", "UTC-13"])
        time.tzset()

    def moved(self) -> None:
        """Rename the vault."""
        self.root = self.root.rename(self.folder / self.rng.choice(["vault", "vault two"]))

    def rest(self) -> None:
        """Wait until stamps are believed."""
        time.sleep(0.025)

    def nothing(self) -> None:
        """Ask again."""


STEPS = tuple(
    name
    for name, one in vars(Place).items()
    if callable(one) and name not in {"__init__", "note", "some"} and not name.startswith("__")
)
HITS: Counter[str] = Counter()


@contextmanager
def fresh_cache() -> Iterator[None]:
    """Let the ordinary way find everything by itself."""
    kept = os.environ["XDG_CACHE_HOME"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield
        finally:
            os.environ["XDG_CACHE_HOME"] = kept


def check(place: Place) -> None:
    """Ask everything: what is ready must be what is found without it; what is not ready is found, and perhaps kept."""
    for name, *options in ASKED:
        arguments = [str(place.root / name), *options]
        question = read_arguments(arguments)
        assert question is not None
        try:
            found = ready(question)
        except (OSError, ValueError):
            found = None
        if found is None:
            CliRunner().invoke(cli, ["status", *arguments])
            continue
        HITS[" ".join(options[:1])] += 1
        with fresh_cache():
            ordinary = CliRunner().invoke(cli, ["status", *arguments])
        assert ordinary.exit_code == 0, ordinary.exception
        assert (ordinary.stdout_bytes, ordinary.stderr_bytes) == found


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)
    time.tzset()


def live_through(steps: list[str], seed: int, heads: tuple[str, ...] = HEADS) -> None:
    """Let things happen to a vault, and ask after each of them."""
    folder = Path(tempfile.mkdtemp())
    try:
        for kind in ("CACHE", "STATE", "CONFIG"):
            os.environ[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
        place = Place(folder, random.Random(seed), heads)
        place.update()
        for step in steps:
            happen: Callable[[], None] = getattr(place, step)
            happen()
            check(place)
    finally:
        shutil.rmtree(folder)


steps = st.lists(st.sampled_from([*STEPS, "update", "rest", "rest"]), min_size=2, max_size=8)


@settings(max_examples=8)
@given(steps, st.integers(0, 2**32))
def test_what_is_ready_is_what_would_be_found(steps: list[str], seed: int) -> None:
    """Edits, renames, links, other settings, another day, another place: never an answer that is not true now."""
    live_through(["update", "rest", *steps, "rest", "nothing"], seed)


def test_something_is_ready_after_all() -> None:
    """The property is not true for want of answers: each way to ask is answered at once when nothing happens."""
    HITS.clear()
    live_through(["rest", "nothing", "update", "rest", "nothing", "nothing"], 4, HEADS[:3])
    assert set(HITS) == {" ".join(options[:1]) for _, *options in ASKED}


@pytest.mark.soak
@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*STEPS, "update", "rest", "rest"]), min_size=2, max_size=25),
    st.integers(0, 2**32),
)
def test_what_is_ready_is_what_would_be_found_for_long(steps: list[str], seed: int) -> None:
    """The same for longer."""
    live_through(steps, seed)
