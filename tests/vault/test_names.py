"""A name is the same name however it is composed; a literal name is that file; a sync tool's copies are no notes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from milestoned.note.counts import Counts
from milestoned.note.problem import Problem
from milestoned.vault import config
from milestoned.vault.catalog import Catalog
from milestoned.vault.conflict_copies import is_conflict_copy
from milestoned.vault.root import given_path
from milestoned.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

NFC, NFD = (unicodedata.normalize(form, "été") for form in ("NFC", "NFD"))
FIVE = "---\nmilestone: 100 words\n---\none two three four five\n"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))


def vault(root: Path, settings: str, *names: str, notes: str = "") -> Catalog:
    """Make a vault of notes of five words, and an index note if it is to name any; read it."""
    (root / ".milestoned").mkdir(parents=True)
    (root / ".milestoned/config.yaml").write_text(settings)
    for name in names:
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(FIVE)
    if notes:
        (root / "index.md").write_text(f"---\nmilestone: 100 words\nmilestone-notes: {notes}\n---\n")
    catalog = Catalog(Vault(root, config.load(root)))
    catalog.refresh()
    return catalog


def words(catalog: Catalog, path: str = "index.md") -> int:
    """Return what an index note sums up."""
    total = catalog.index_totals().of(path)
    assert not isinstance(total, Problem), total
    return total.counts.words


_BOTH_WAYS = pytest.mark.parametrize(("written", "on_disk"), [(NFC, NFD), (NFD, NFC), (NFC, NFC), (NFD, NFD)])


@_BOTH_WAYS
def test_ignore_names_a_note_however_it_is_spelt(tmp_path: Path, written: str, on_disk: str) -> None:
    for number, glob in enumerate([f"{written}*.md", f"{written}1.md", f"{written}/", f"a/{written}*.md"]):
        names = [f"{on_disk}1.md", f"{on_disk}/x.md", f"a/{on_disk}.md"]
        found = vault(tmp_path / str(number), f'ignore: ["{glob}"]\n', *names)
        assert len(found.entries) < len(names)


@_BOTH_WAYS
def test_an_index_note_names_a_note_however_it_is_spelt(tmp_path: Path, written: str, on_disk: str) -> None:
    for number, glob in enumerate([f"{written}*.md", f"{written}1.md", f'"[[{written}1]]"']):
        assert words(vault(tmp_path / str(number), "", f"{on_disk}1.md", notes=glob)) == 5


@_BOTH_WAYS
def test_a_rule_names_a_note_however_it_is_spelt(tmp_path: Path, written: str, on_disk: str) -> None:
    rule = f"rules:\n  - notes: {written}*.md\n    milestone-goal: 50\n"
    spec = vault(tmp_path, rule, f"{on_disk}1.md").entries[f"{on_disk}1.md"].spec
    assert spec is not None
    assert spec.milestones[0].goal == 50


@_BOTH_WAYS
def test_a_path_names_a_note_however_it_is_spelt(tmp_path: Path, written: str, on_disk: str) -> None:
    (tmp_path / on_disk).mkdir()
    (tmp_path / on_disk / f"{on_disk}.md").write_text(FIVE)
    assert given_path(str(tmp_path / written / f"{written}.md")).read_text() == FIVE


LITERAL = [
    ("[2013] one.md", ["[2013] one.md", "2 one.md", "one.md"]),
    ("a[b", ["a[b", "ab"]),
    ("[!a] b.md", ["[!a] b.md", "x b.md"]),
]


@pytest.mark.parametrize(("glob", "names"), LITERAL)
def test_a_literal_name_is_that_file(tmp_path: Path, glob: str, names: list[str]) -> None:
    names = [name if name.endswith(".md") else f"{name}.md" for name in names]
    glob = glob if glob.endswith(".md") else f"{glob}.md"
    assert words(vault(tmp_path / "index", "", *names, notes=f'"{glob}"')) == 5
    assert names[0] not in vault(tmp_path / "ignore", f'ignore: "{glob}"\n', *names).entries


def test_brackets_are_a_choice_where_no_file_has_that_name(tmp_path: Path) -> None:
    assert words(vault(tmp_path, "", "1.md", "2.md", "3.md", notes='"[12].md"')) == 10


LINKS = [
    '"[[One two]]"',
    "[[One two]]",
    '"[[one TWO.md]]"',
    '"[[a/One two|alias]]"',
    '"[[One two#heading]]"',
    '["[[One two]]"]',
    "[[[One two]]]",
    "\n  - [[One two]]",
    '\n  - "[[One two]]"',
]


@pytest.mark.parametrize("notes", LINKS)
def test_a_link_means_the_note(tmp_path: Path, notes: str) -> None:
    assert words(vault(tmp_path, "", "a/One two.md", "a/two.md", "a/One two three.md", notes=notes)) == 5


def test_of_several_notes_of_a_name_the_one_beside_the_index_note_is_meant(tmp_path: Path) -> None:
    catalog = vault(tmp_path, "", "x.md", "a/x.md", "a/b/x.md", notes="[[x]]")
    assert catalog.index_totals().members("index.md") == ["x.md"]


COPIES = [
    "a.sync-conflict-20190101-101010-ABCDEFG.md",
    "a (Anna's conflicted copy 2024-01-01).md",
    "a (conflicted copy 2024-01-01 101010).md",
    "a (Conflicted copy laptop 202401011010).md",
    "a (Copie en conflit de moi 2024-01-01).md",
    "a (In Konflikt stehende Kopie von Max 2024-01-01).md",
    "a (Max’ in Konflikt stehende Kopie 2024-01-01).md",
    "a (Copia en conflicto de Ana 2024-01-01).md",
    "a (Copia in conflitto di Ana 2024-01-01).md",
    "a (Cópia em conflito de Ana 2024-01-01).md",
    unicodedata.normalize("NFD", "a (Cópia em conflito de Ana 2024-01-01).md"),
    "a (Conflicterende kopie van Jan 2024-01-01).md",
    "a (kopia powodująca konflikt Ola 2024-01-01).md",
    "a (Annas motstridiga kopia 2024-01-01).md",
    "a (конфликтующая копия Ольга 2024-01-01).md",
    "a (Hanako の競合コピー 2024-01-01).md",
    "a (明 的冲突副本 2024-01-01).md",
    "a (明 的衝突複本 2024-01-01).md",
    "a (민수의 충돌하는 사본 2024-01-01).md",
    "a (Case Conflict).md",
    "a (Case Conflict 1).md",
    "a (Unicode Encoding Conflict).md",
    "a (SFConflict me@example.org 2024-01-01-10-10-10).md",
    "a_conflict-20190101-101010.md",
    "a_nas_May-12-101010-2020_Conflict.md",
    "a-DESKTOP-AB12CD3.md",
    "a-LAPTOP-AB12CD34-2.markdown",
    "A (CONFLICTED COPY 2024-01-01).MD",
]
NOTES = [
    "The Conflict.md",
    "Act 2 (The Conflict).md",
    "Konflikt (1).md",
    "a (1).md",
    "a 2.md",
    "a copy.md",
    "a (copy).md",
    "Conflict 2024-01-01.md",
    "Chapter (Kopie).md",
    "on-desktop-publishing.md",
    "conflict-resolution.md",
    "[Draft] conflict.md",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_in_conflict_takes_no_part(tmp_path: Path, name: str) -> None:
    assert is_conflict_copy(name)
    catalog = vault(tmp_path, "", "ch/a.md", f"ch/{name}", notes="ch/*.md")
    assert words(catalog) == 5
    assert catalog.vault.walk().conflict_copies == [f"ch/{name}"]
    assert catalog.vault.passes_over(f"ch/{name}")


@pytest.mark.parametrize("name", NOTES)
def test_a_note_that_is_about_conflict_is_a_note(name: str) -> None:
    assert not is_conflict_copy(name)


def test_a_note_that_icloud_keeps_elsewhere_is_away_not_gone(tmp_path: Path) -> None:
    """The sum over it keeps its value, and both are problems."""
    catalog = vault(tmp_path, "", "ch/a.md", "ch/b.md", notes="ch/*.md")
    assert words(catalog) == 10
    (tmp_path / "ch/b.md").rename(tmp_path / "ch/.b.md.icloud")
    catalog.refresh()
    total = catalog.index_totals().of("index.md")
    assert isinstance(total, Problem)
    assert "ch/b.md" in total.message
    away = catalog.entries["ch/b.md"].problem
    assert away is not None
    assert "iCloud" in away.message
    assert catalog.entries["ch/a.md"].counts == Counts(5, 23)
    found = catalog.vault.look("ch/b.md")
    assert found is not None
    assert found.problem == away
