"""The pages say what the program does, and their links lead somewhere."""

from __future__ import annotations

import html
import re
from pathlib import Path

import click
import pytest

from docs import make_cli, make_picture
from milestoned.cli.app import cli
from milestoned.cli.commands import COMMANDS
from milestoned.milestone.keys import ON_REQUEST, WRITER_KEYS, OwnedKey
from milestoned.note.counts import RULES_VERSION
from milestoned.note.words import count_words
from milestoned.record.options import RecordOptions
from milestoned.vault.config import DEFAULT_SETTLE, Config
from milestoned.vault.config_schema import THRESHOLDS, known_settings, read_settings
from tests.end_to_end.program import Sandbox

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITERS_PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FORMAT = (ROOT / "docs" / "format.md").read_text()
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_links_lead_somewhere(page: Path) -> None:
    """Files are there, and so are the headings that anchors name."""
    for link in re.findall(r"\]\(([^)\s]+)\)", _CODE.sub("", _FENCE.sub("", page.read_text()))):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _commands_in(page: Path) -> list[list[str]]:
    text = page.read_text()
    snippets = [block for _, block in _FENCE.findall(text)] + _CODE.findall(_FENCE.sub("", text))
    lines = [line for snippet in snippets for line in snippet.splitlines()]
    return [line.split() for line in lines if re.match(r"milestoned [a-z]", line)]


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_commands_and_options_exist(page: Path) -> None:
    """Every `milestoned …` that a page shows is a command, with options that it takes."""
    for _, name, *rest in _commands_in(page):
        command = cli.get_command(cli.make_context("milestoned", [], resilient_parsing=True), name)
        assert command, name
        if isinstance(command, click.Group) and rest:
            command = command.commands[rest[0]]
        given = {word.strip("[]|") for word in rest if word.strip("[").startswith("--")}
        assert given <= _options(command) | {"--help"}, name


def _options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    """If not, run `python -m docs.make_cli`."""
    assert make_cli.PAGE.read_text() == make_cli.page()


def test_the_picture_is_what_status_shows() -> None:
    """If not, run `python -m docs.make_picture`."""
    if make_picture.library() is None:
        pytest.skip("libfaketime is not installed (Debian: faketime)")
    drawn = make_picture.draw(make_picture.shown())
    assert _text_of(make_picture.PICTURE.read_text()) == _text_of(drawn)


def _text_of(svg: str) -> list[str]:
    return [
        html.unescape(text).replace("\xa0", " ").strip() for text in re.findall(r"<text [^>]*>([^<]*)<", svg)
    ]


def test_make_targets_exist() -> None:
    """`make demo` and `make test` of the README, and every other one named."""
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"(?m)(?:^|`)make ([a-z-]+)", page.read_text())) <= rules


def test_the_page_of_commands_has_a_section_for_each() -> None:
    """And none for what is not there."""
    assert set(re.findall(r"^### milestoned ([a-z]+)$", make_cli.PAGE.read_text(), re.MULTILINE)) == set(
        COMMANDS
    )


def test_the_contract_names_every_key() -> None:
    """None is missing from docs/format.md, and the tables name none that is not there."""
    keys = set(re.findall(r"^\| `(milestone[a-z-]*)` \|", FORMAT, re.MULTILINE))
    assert keys == {*WRITER_KEYS, *(key.value for key in OwnedKey)}
    for key in ON_REQUEST:
        assert re.search(rf"`{key.value}` \|.*on request", FORMAT)
    assert f"a version number, {RULES_VERSION}," in FORMAT


def test_the_settings_table_is_the_configuration(box: Sandbox) -> None:
    """It names each setting there is and no other, and the default it shows gives what no setting gives."""
    section = FORMAT.partition("## Configuration")[2].partition("\n## ")[0]
    table = dict(re.findall(r"^\| `([a-z_.]+)` \| (?:`([^`]+)`|none)", section, re.MULTILINE))
    assert {name.partition(".")[0] for name in table} == set(known_settings())
    box.note("a.md")
    plain = box.run("status", "--json").out
    lines = [f"{name}: {value}" for name, value in table.items() if value and "." not in name]
    parts = [f"{name.replace('.', ': {')}: {table[name]}}}" for name in ("size.characters", "count.tasks")]
    box.config("\n".join([*lines, *parts]))
    assert box.run("status", "--json").out == plain
    settings = Config()
    shown = read_settings(Path("x"), "\n".join(lines), users_own=False)
    for name in ("record_all", "settle_latest", "remote_settle", "max_size", "notify", "quiet"):
        assert shown[name] == getattr(settings, name), name
    assert shown["settle"] == DEFAULT_SETTLE


def test_each_threshold_stands_in_the_page_of_the_record(box: Sandbox) -> None:
    """With the number that holds without a setting; and the page names no threshold that is refused."""
    page = (ROOT / "docs" / "record.md").read_text()
    found = re.findall(r"([\d.]+)(?:\*\*)?[^|(`\d]*(?:to 99 %)?[^|(`\d]* \(`([a-z_]+)`\)", page)
    named = {name: float(number) for number, name in found if name in THRESHOLDS}
    assert named == {name: float(getattr(RecordOptions(), name)) for name in THRESHOLDS}
    lines = "\n".join(f"  {name}: {number:g}" for name, number in named.items())
    box.config(f"thresholds:\n{lines}\n")
    assert box.run("status").code == 0


def test_the_examples_of_words_hold() -> None:
    """The table in docs/format.md, counted."""
    section = FORMAT.partition("### Words")[2].partition("### Characters")[0]
    rows = re.findall(r"^\| ([^|]*`.*?) \| (\d)", section, re.MULTILINE)
    assert len(rows) == 5
    for examples, words in rows:
        for example in _CODE.findall(examples):
            assert count_words(example) == int(words), example


@pytest.mark.parametrize(
    ("words", "milestone", "goal"),
    [(2345, "1000 words", 5000), (2000, "1000 words", 5000), (0, "1000 words", 5000), (2345, "1000 words", None),
     (4100, "1000 words", 4500), (5000, "1000 words", 5000), (5230, "1000 words", 5000), (999, "1000 words", 5000)],
)  # fmt: skip
def test_the_examples_of_progress_lines_hold(
    box: Sandbox, words: int, milestone: str, goal: int | None
) -> None:
    """What the table in docs/format.md shows is what the program writes."""
    section = FORMAT.partition("## The progress line")[2].partition("\n## ")[0]
    lines = set(re.findall(r"\| `([^`]+)` \| [a-z ]+ \|", section))
    box.note(
        "a.md",
        words,
        head=f"---\nmilestone: {milestone}\n" + (f"milestone-goal: {goal}\n" if goal else "") + "---\n",
    )
    assert box.run("status", "--json").json["notes"][0]["progress"] in lines


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    """Give an empty vault and the program."""
    return Sandbox(tmp_path)


def _block(page: str, kind: str, first: str) -> str:
    """Return the one block of a page that is of a kind and begins with these words."""
    found = _FENCE.findall((ROOT / page).read_text())
    (block,) = [block for of, block in found if of == kind and block.startswith(first)]
    return str(block)


def test_the_first_note_is_what_happens(box: Sandbox) -> None:
    """`start` makes of a note what is shown; so does `update` where the choice was typed; the short line is that one."""
    started = _block("README.md", "yaml", "---\n")
    typed = _block("docs/format.md", "yaml", "---\ntitle: Arrival\n")
    short = _block("docs/status.md", "text", "655 ")
    box.note("started.md", 2345, head="---\ntitle: Arrival\n---\n")
    box.run("start", "started.md", "--goal", "5000")
    assert box.read("started.md").startswith(started)
    assert box.run("status", "--short", "started.md").out == short
    box.note("typed.md", 2345, head=typed)
    box.run("update")
    assert box.read("typed.md").startswith(started)


@pytest.mark.parametrize("page", WRITERS_PAGES, ids=_named)
def test_a_page_for_writers_has_the_words_of_the_screen(page: Path) -> None:
    """What JSON and settings call otherwise stands as code alone."""
    prose = _CODE.sub("", _FENCE.sub("", page.read_text()))
    assert re.findall(r"(?i)\b(?:bites?|finish lines?|stale)\b", prose) == []


def test_every_decision_is_listed() -> None:
    """The index of decisions names each page with its title."""
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for page in pages:
        assert f"- [{page.read_text().splitlines()[0].lstrip('# ')}]({page.name})" in listed
