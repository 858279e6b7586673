"""Where the frontmatter is, what it says, and what is wrong with it."""

from __future__ import annotations

import pytest

from milestoned.note.frontmatter import foreign_block
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem


def read(text: str) -> Note:
    note = parse(text.encode())
    assert isinstance(note, Note)
    return note


def problem(inner: str) -> Problem:
    found = read(f"---\n{inner}\n---\n").problem
    assert found is not None
    return found


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closing", ["---", "...", "---  \t"])
@pytest.mark.parametrize("opening", ["---", "--- \t", "\ufeff---"])
def test_it_stands_between_fences_on_the_first_line(ending: str, closing: str, opening: str) -> None:
    """A BOM may stand before it, blanks behind; lines end with LF, CRLF or CR; the last line may have no ending."""
    for rest in ("", ending, ending + "body" + ending):
        note = read(f"{opening}{ending}milestone: words{ending}{closing}{rest}")
        assert note.opted_in
        assert note.body == rest.removeprefix(ending).replace(ending, "\n")


def test_line_endings_may_be_mixed() -> None:
    note = read("---\r\na: 1\rmilestone: words\n---\r\nbody")
    assert note.opted_in
    assert note.body == "body"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA scene break.\n",
        "---\nmilestone: words\n",
        "----\nmilestone: words\n---\n",
        " ---\nmilestone: words\n---\n",
        "\n---\nmilestone: words\n---\n",
        "text\n---\nmilestone: words\n---\n",
        "",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    """An unclosed `---` is a scene break; a block further down is none."""
    note = read(text)
    assert note.frontmatter is None
    assert not note.opted_in
    assert note.body == text


def test_a_scene_break_with_a_second_one_below_is_no_problem_without_our_key() -> None:
    """Two scene breaks may look like frontmatter; only a note that names `milestone` is held to YAML."""
    note = read("---\n\nOnce: upon: a time\n\n---\n\nThe end.\n")
    assert note.problem is None
    assert not note.opted_in


@pytest.mark.parametrize("inner", ["", "# only a comment", "\n\n", "title: x"])
def test_frontmatter_without_the_key_does_not_opt_in(inner: str) -> None:
    note = read(f"---\n{inner}\n---\nbody\n")
    assert not note.opted_in
    assert note.problem is None


OBSIDIAN = 'title: "A: B"\naliases:\n  - One\n  - Two\ntags:\n  - draft\nmilestone: 1000 words\nmilestone-goal: 5000\nmilestone-due: 2026-12-31\ncssclasses: []\npublish: true'
JEKYLL = 'layout: post\ntitle:  "Welcome to Jekyll!"\ndate:   2015-11-17 16:16:01 -0600\ncategories: [jekyll, update]\npermalink: /:categories/:title\nmilestone: words'
HUGO = 'title: "Post"\ndate: 2024-02-02T04:14:54-08:00\ndraft: false\nweight: 10\nparams:\n  author: John Smith\nmenu:\n  main:\n    name: x\nmilestone: words'
ZETTLR = "title: Zettel\nid: 20240202041454\nkeywords:\n  - a\n  - b\nreferences:\n- id: x\n  type: book\nmilestone: words\nlang: en-GB"


@pytest.mark.parametrize(
    "inner", [OBSIDIAN, JEKYLL, HUGO, ZETTLR], ids=["Obsidian", "Jekyll", "Hugo", "Zettlr"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_other_tools_write_is_read(inner: str, ending: str) -> None:
    note = read(f"---\n{inner}\n---\n\nbody\n".replace("\n", ending))
    assert note.problem is None
    assert note.opted_in


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("2024-05-01", "2024-05-01"),
        ("2024-02-31", "2024-02-31"),
        ("12:30:45", "12:30:45"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".inf", float("inf")),
        ("~", None),
        ("", None),
        ("null", None),
        ("'5'", "5"),
        ('"5"', "5"),
        ("5", 5),
        ("-5", -5),
        ("+5", 5),
        ("<<", "<<"),
        ("|\n  text\n", "text\n"),
        (">-\n  a\n  b", "a b"),
        ("!!str 5", "5"),
        ("[a, 1]", ("a", 1)),
        ("\n  - a\n  - b", ("a", "b")),
        ("{a: b}", None),
        ("[[a]]", ("[[a]]",)),
        ("9" * 5000, "9" * 5000),
        ("= a", "= a"),
    ],
)
def test_values_are_read_by_the_core_schema_of_yaml_1_2(value: str, meaning: object) -> None:
    note = read(f"---\nmilestone: words\nkey: {value}\n---\n")
    assert note.problem is None
    assert note.frontmatter is not None
    found = note.frontmatter.get("key")
    assert (type(found), found) == (type(meaning), meaning)


def test_anchors_and_aliases_are_followed() -> None:
    note = read("---\nsize: &size 300 words\nmilestone: *size\nlist: [*size, 2]\n---\n")
    assert note.frontmatter is not None
    assert note.frontmatter.get("milestone") == "300 words"
    assert note.frontmatter.get("list") == ("300 words", 2)


@pytest.mark.parametrize(
    "inner",
    [
        "{milestone: words, a: [b]}",
        "  milestone: words\n  a: b",
        "? milestone\n: words",
        "'milestone': words",
        '"milestone" : words',
        "milestone: words # why\n\n# more",
    ],
)
def test_every_style_of_mapping_opts_in(inner: str) -> None:
    note = read(f"---\n{inner}\n---\n")
    assert note.problem is None
    assert note.opted_in


@pytest.mark.parametrize(
    ("inner", "line", "said"),
    [
        ("milestone: words\na: [b", 3, "not valid YAML"),
        ("milestone: words\na: b: c", 3, "not valid YAML"),
        ("milestone: words\n\ta: b", 3, "not valid YAML"),
        ("milestone: words\na: 'b", 3, "not valid YAML"),
        ("milestone: words\na: @b", 3, "not valid YAML"),
        ("milestone: words\nb: *nowhere", 3, "no anchor"),
        ("milestone: words\nb: \x07", 3, "not valid YAML"),
        ("milestone: words\na: 1\nmilestone: tasks", 4, "is there twice"),
        ("milestone: words\na: 1\na: 2", 4, "is there twice"),
        ("milestone: words\na:\n  b: 1\n  b: 2", 5, "is there twice"),
        ("milestone: words\na:\n- {b: 1, c: {d: b}, b: 2}", 4, "is there twice"),
        ("- milestone", 2, "not a mapping"),
        ("milestone", 2, "not a mapping"),
        ("milestone: words\n--- # next\na: b", 3, "more than one"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(inner: str, line: int, said: str) -> None:
    found = problem(inner)
    assert said in found.message
    assert found.line == line
    assert found.hint


def test_invalid_yaml_has_a_column() -> None:
    """`b: c` is a mapping where none may be: its second colon stands in column 5."""
    assert problem("milestone: words\na: b: c").column == 5


def test_lines_are_counted_with_carriage_returns_too() -> None:
    found = read("---\rmilestone: words\ra: 1\ra: 2\r---\r").problem
    assert found is not None
    assert found.line == 4


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "inner",
    [
        "\n".join(f"key{number}: value" for number in range(10_000)),
        f"a: [{', '.join(['x'] * 30_000)}]",
    ],
)
def test_frontmatter_without_aliases_is_served_however_long(inner: str) -> None:
    note = parse(f"---\nmilestone: words\n{inner}\n---\n".encode())
    assert isinstance(note, Note)
    assert note.opted_in
    assert note.problem is None


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_what_ended_a_line_in_yaml_1_1_is_a_character_like_any_other(mark: str) -> None:
    note = parse(
        f"---\ntitle: Foo{mark}bar \ue000\nmilestone: 5 words # a{mark}b\nx: 'a{mark}'\n---\none\n".encode()
    )
    assert isinstance(note, Note)
    assert note.frontmatter is not None
    assert note.problem is None
    assert (note.frontmatter.get("title"), note.frontmatter.get("x")) == (f"Foo{mark}bar \ue000", f"a{mark}")
    assert note.frontmatter.get("milestone") == "5 words"


HINTS = [
    ("title: @home", "quotes", "`@`"),
    ("title: %home", "quotes", "`%`"),
    ("title: `home`", "quotes", "backtick"),
    ("title: [Draft] My book", "quotes", "bracket"),
    ("title: {Draft} My book", "quotes", "bracket"),
    ("tags: [a, @b]", "quotes", "`@`"),
    ("related: [[A]], [[B]]", "quotes", '["[[A]]", "[[B]]"]'),
    ("title: *bold* text", "quotes", "`*`"),
    ("title: *bold", "quotes", "`*`"),
    ("title: > quoted", "quotes", "`>`"),
    ('title: "Foo" bar', "single quotes", "quote"),
    ("title: 'it's me'", "double quotes", "quote"),
    ('title: "never closed', "quotes", "quote"),
    ("title: foo: bar", "quotes", "colon"),
    ("title: ]x", "quotes", "bracket"),
    ("title: , x", "quotes", "`,`"),
    (r'title: "C:\quiet"', "single quotes", "backslash"),
    ("just text", "`key: value`", ""),
    ("a: b\njust text", "`key: value`", ""),
    ("a:\n\tb: c", "tabs", "blanks"),
]


@pytest.mark.parametrize(
    ("inner", "because"),
    [
        ("milestone:\u00a0100 words", "no-break space"),
        ("milestone\uff1a100 words", "the colon of your keyboard"),
        ("milestone:100 words", "a blank behind the colon"),
        ("milestone = 100 words", "write `key: value`"),
    ],
)
def test_frontmatter_of_one_line_that_is_no_pair_is_said(inner: str, because: str) -> None:
    note = parse(f"---\n{inner}\n---\none two\n".encode())
    assert isinstance(note, Note)
    assert note.problem is not None
    assert (note.problem.line, because in note.problem.hint) == (2, True)


@pytest.mark.parametrize(("inner", "wanted", "because"), HINTS)
def test_a_hint_speaks_of_what_is_in_the_line(inner: str, wanted: str, because: str) -> None:
    note = parse(f"---\n{inner}\nmilestone: 100 words\n---\none two\n".encode())
    assert isinstance(note, Note)
    assert note.problem is not None
    assert note.problem.line == 1 + len(inner.split("\n"))
    assert wanted in note.problem.hint
    assert because in note.problem.hint
    assert ("tab" in note.problem.hint) == ("\t" in inner)
    assert "#" not in note.problem.hint
    assert "colon" not in note.problem.hint or inner.count(":") > 1


@pytest.mark.parametrize("spelling", ["Milestone", "MILESTONE", "mileStone", "'Milestone'"])
def test_key_names_are_read_in_any_case(spelling: str) -> None:
    note = parse(f"---\n{spelling}: 100 words\n---\none two\n".encode())
    assert isinstance(note, Note)
    assert note.opted_in


@pytest.mark.parametrize("value", ["none", "None", "NONE", "'none'", "false", "False"])
def test_none_and_false_keep_a_note_out(value: str) -> None:
    note = parse(f"---\nmilestone: {value}\n---\none two\n".encode())
    assert isinstance(note, Note)
    assert (note.opted_in, note.declined, note.kept_out) == (False, True, False)


def test_two_keys_that_differ_in_case_stand_twice() -> None:
    note = parse(b"---\nmilestone: 5 words\ntags: [a]\nTags: [b]\n---\none two\n")
    assert isinstance(note, Note)
    assert note.problem is not None
    assert (note.problem.line, note.problem.message) == (
        4,
        "`Tags` is there twice, first as `tags` on line 3",
    )
    nested = parse(b"---\nmilestone: 5 words\na: {b: 1, B: 2}\n---\none two\n")
    assert isinstance(nested, Note)
    assert nested.problem is None


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (LAUGHS + "milestone: words", "explode"),
        ("milestone: words\na: &a [*a]", "explode"),
        ("milestone: words\na: " + "[" * 30_000 + "]" * 30_000, "deep"),
        ("milestone: words\na:\n " + "- " * 30_000, "deep"),
        ("milestone: words\na:\n " + "? " * 30_000, "deep"),
        ("milestone: words\n" + "\n".join(["a: ["] * 30_000), "deep"),
    ],
)
def test_a_bomb_is_refused_not_eaten(inner: str, said: str) -> None:
    assert said in problem(inner).message


def test_a_complex_key_is_no_empty_key() -> None:
    assert read("---\n? [a]\n: 1\n? {b: c}\n: 2\nmilestone: words\n---\n").problem is None


def test_the_same_empty_key_twice_is_a_problem_too() -> None:
    assert "is there twice" in problem("milestone: words\n'': 1\n'': 2").message


@pytest.mark.parametrize("value", ["false", "False", "FALSE"])
def test_wordcount_false_keeps_a_note_out(value: str) -> None:
    note = read(f"---\nmilestone: words\nwordcount: {value}\n---\n")
    assert note.kept_out
    assert not note.opted_in


@pytest.mark.parametrize("value", ["true", "no", "0", "'false'", ""])
def test_any_other_wordcount_does_not(value: str) -> None:
    assert read(f"---\nmilestone: words\nwordcount: {value}\n---\n").opted_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+++\na = 1\n+++\nx", "TOML"),
        ("\n---\na: 1\n---\n", "leading blank line"),
        ('{\n"a": 1\n}\n', "JSON"),
        ('{"a": {"b": 1}}\n\ntext', "JSON"),
        ("title:: x\n", "Logseq"),
        ("a text\n", None),
        ("{curly} prose\n", None),
        ("---\n", None),
    ],
)
def test_metadata_that_is_not_ours_is_named(text: str, kind: str | None) -> None:
    found = foreign_block(text)
    assert found is None if kind is None else kind in (found or "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "UTF-16"),
        (b"caf\xe9\n", "not UTF-8"),
        (b"a\nb\0c", "NUL"),
        (b"\xed\xa0\x80", "not UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_a_problem(data: bytes, said: str) -> None:
    found = parse(data)
    assert isinstance(found, Problem)
    assert said in found.message


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_merge_conflicts_are_a_problem(ending: str) -> None:
    text = "---\nmilestone: words\n---\na\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n"
    found = read(text.replace("\n", ending)).problem
    assert found is not None
    assert (found.line, "merge-conflict" in found.message) == (5, True)


def test_a_setext_rule_of_seven_is_no_conflict() -> None:
    assert read("---\nmilestone: words\n---\nTitle\n=======\n\n<<<<<<< an arrow\n").problem is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_what_is_never_closed_is_read_in_one_go(fence: str, ending: str) -> None:
    """It would take for ever if a line's end could be read in two ways."""
    note = parse((fence + ending + f"a line{ending}" * 5_000).encode())
    assert isinstance(note, Note)
    assert note.frontmatter is None
    assert note.body_start == 0
