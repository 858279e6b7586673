"""What the server shows and writes, as each editor's own capabilities make it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.end_to_end.running import home_environment
from tests.lsp.session import session

if TYPE_CHECKING:
    from pathlib import Path

SAVERS = ("visual-studio-code", "neovim", "emacs")
NOTE = "---\nmilestone: 10 words\n---\n# One 😀 two\n\nthree four five\n"
# Something of everything that the program writes, with characters of every length before it.
RICH = (
    "---\ntitle: Ä 😀\nmilestone: [10 words, tasks]\n---\n# 😀 Öne [/10 words]\n\n- [x] dône\n- [ ] open\n\n"
    "## Twø 😀 [/]\n\n- [x] 😀 drei\n\n<!-- milestone -->\n<!-- /milestone -->\n\nThe end 😀.\n"
)

pytestmark = pytest.mark.asyncio


def updated(data: bytes, folder: Path, home: Path) -> bytes:
    """Return what `update` makes of a note."""
    (folder / ".milestoned").mkdir(parents=True, exist_ok=True)
    (folder / "note.md").write_bytes(data)
    command = [sys.executable, "-m", "milestoned", "update", str(folder)]
    subprocess.run(command, env=home_environment(home), check=True, capture_output=True)
    return (folder / "note.md").read_bytes()


@pytest.mark.parametrize("editor", [*SAVERS, "helix"])
async def test_the_hint_counts_unsaved_text(editor: str, root: Path, home: Path) -> None:
    """The progress line is at the end of the first heading, changes as words are typed, and nothing is written."""
    (root / "note.md").write_text(NOTE)
    async with session(root, home, editor) as the:
        uri = the.open("note.md")
        hint = await the.hint(uri)
        assert hint
        assert "5 words to" in str(hint.label)
        assert hint.position == the.position(NOTE, NOTE.index("\n\nthree"))
        the.replace(uri, "four", "four 😀 more words")
        assert "3 words to" in await the.label(uri)
        assert (root / "note.md").read_text() == NOTE


@pytest.mark.parametrize("editor", SAVERS)
async def test_a_save_is_what_update_writes(editor: str, root: Path, home: Path, tmp_path: Path) -> None:
    """The edits of a save give the bytes of `update`; asked again there are none, and small changes are small edits."""
    (root / "note.md").write_text(RICH)
    async with session(root, home, editor) as the:
        uri = the.open("note.md")
        the.replace(uri, "The end", "The very end")
        typed = the.texts[uri].encode()
        assert await the.save(uri, root / "note.md")
        assert (root / "note.md").read_bytes() == updated(typed, tmp_path / "other", home)
        assert await the.will_save(uri) == []
        the.replace(uri, "very ", "very very ")
        edits = await the.will_save(uri)
        assert edits
        assert all(len(edit.new_text) < 40 for edit in edits)
        assert the.after(uri, edits).encode() == updated(the.texts[uri].encode(), tmp_path / "third", home)


KINDS = {
    "bom": "\ufeff" + RICH,
    "crlf": RICH.replace("\n", "\r\n"),
    "bom-crlf": "\ufeff" + RICH.replace("\n", "\r\n"),
    "cr": RICH.replace("\n", "\r"),
    "mixed": RICH.replace("---\n#", "---\r\n#").replace("dône\n", "dône\r\n"),
    "no-end": RICH.removesuffix("\n"),
    "odd-breaks": RICH.replace("The end", "The\f\v\x85\u2028end"),
}


async def test_every_kind_of_text_keeps_its_bytes(root: Path, home: Path, tmp_path: Path) -> None:
    """A BOM, any line ending and what others take for one: the save is what `update` writes, byte by byte."""
    other = tmp_path / "other"
    other.mkdir()
    for name, text in KINDS.items():
        (other / f"{name}.md").write_bytes(text.encode())
    updated(RICH.encode(), other, home)
    async with session(root, home) as the:
        for name, text in KINDS.items():
            uri = the.open(f"{name}.md", text)
            edits = await the.will_save(uri)
            assert the.after(uri, edits).encode() == (other / f"{name}.md").read_bytes(), name


async def test_no_edit_is_made_where_editors_do_not_agree_on_lines(root: Path, home: Path) -> None:
    """A lone CR among other line endings makes another line of what follows in some editors: no edit behind it."""
    text = RICH.replace("title: Ä", "title: Ä\r").replace("\r 😀", "\rmore: 😀")
    async with session(root, home) as the:
        uri = the.open("note.md", text)
        assert await the.label(uri)
        assert await the.will_save(uri) == []


async def test_half_a_character_gets_no_edit(root: Path, home: Path) -> None:
    """A lone surrogate cannot be saved as UTF-8: it is a diagnostic, and the text is left as it is."""
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE.replace("three", "\ud83d"))
        assert await the.will_save(uri) == []
        assert await the.hint(uri) is None
        await the.until(lambda: bool(the.client.diagnostics.get(uri)), "it is said")
        the.replace(uri, "\ud83d", "three")
        await the.until(lambda: not the.client.diagnostics.get(uri), "it is taken back")
        assert "5 words to" in await the.label(uri)


async def test_problems_are_diagnostics_until_they_are_mended(root: Path, home: Path) -> None:
    """What is wrong shows at its line and goes when it is right; how far the note is, is never a diagnostic."""
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE.replace("10 words", "lots"))
        await the.until(lambda: bool(the.client.diagnostics.get(uri)), "it is said")
        (found,) = the.client.diagnostics[uri]
        assert found.range.start.line == 1
        assert "lots" in found.message
        assert await the.will_save(uri) == []
        the.replace(uri, "lots", "10 words")
        await the.until(lambda: not the.client.diagnostics[uri], "it is taken back")
        assert "5 words to" in await the.label(uri)


async def test_update_is_an_edit_that_the_server_sends(root: Path, home: Path, tmp_path: Path) -> None:
    """Where an editor cannot edit on save, the command asks it to: with the address, or for what was last in use."""
    async with session(root, home, "helix") as the:
        uri = the.open("note.md", RICH)
        wanted = updated(RICH.encode(), tmp_path / "other", home).decode()
        for arguments in ([uri], None):
            the.applied.clear()
            await the.client.workspace_execute_command_async(
                types.ExecuteCommandParams("milestoned.update", arguments)
            )
            await the.until(lambda: bool(the.applied), "an edit is sent")
            assert the.after(uri, the.edits_of(the.applied[0].edit, uri)) == wanted
        the.take(uri, the.edits_of(the.applied[0].edit, uri))
        the.applied.clear()
        await the.client.workspace_execute_command_async(
            types.ExecuteCommandParams("milestoned.update", [uri])
        )
        await the.label(uri)
        assert the.applied == []


async def test_an_edit_that_was_not_taken_is_made_again(root: Path, home: Path) -> None:
    """Neovim says `applied` of an edit that it refused: what counts is the text that comes next."""
    async with session(root, home, "neovim") as the:
        uri = the.open("note.md", NOTE)
        update = types.ExecuteCommandParams("milestoned.update", [uri])
        await the.client.workspace_execute_command_async(update)
        await the.until(lambda: len(the.applied) == 1, "an edit is sent")
        the.replace(uri, "five", "five six")  # the edit is not in it
        await the.client.workspace_execute_command_async(update)
        await the.until(lambda: len(the.applied) == 2, "another is sent")
        assert "milestone-words: " in the.after(uri, the.edits_of(the.applied[1].edit, uri))
        assert "4 words to" in await the.label(uri)


async def test_an_index_note_is_summed_up(root: Path, home: Path) -> None:
    """An index note shows and saves the sum of its notes as they are on disk, and follows their saves."""
    (root / "a.md").write_text(NOTE)
    (root / "b.md").write_text(NOTE)
    book = "---\nmilestone: 100 words\nmilestone-notes: ['a.md', 'b.md']\n---\nThe book\n"
    (root / "book.md").write_text(book)
    async with session(root, home, "neovim") as the:
        uri, chapter = the.open("book.md"), the.open("a.md")
        hint = await the.hint(uri)
        assert hint
        assert "90 words to" in str(hint.label)
        assert hint.position == types.Position(0, 3)
        the.replace(chapter, "five", "five six seven")
        await the.save(chapter, root / "a.md")
        await the.until(lambda: the.refreshes > 0, "the hint is asked for again")
        edits = await the.will_save(uri)
        assert "milestone-words: " in the.after(uri, edits)
        assert "88 words to" in await the.label(uri)


async def test_hover_says_more(root: Path, home: Path) -> None:
    """On the hint's line: the bar, the line, and the date; elsewhere nothing."""
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE.replace("10 words\n", "10 words\nmilestone-due: 2999-12-31\n"))
        heading, prose = types.Position(4, 2), types.Position(6, 2)
        named = types.TextDocumentIdentifier(uri)
        found = await the.client.text_document_hover_async(types.HoverParams(named, heading))
        assert found
        assert isinstance(found.contents, types.MarkupContent)
        assert all(
            part in found.contents.value
            for part in ("█", "5 words to", "Today: 0 words", "Due Tue 31 Dec 2999, in ")
        )
        assert await the.client.text_document_hover_async(types.HoverParams(named, prose)) is None


async def test_keys_and_values_are_completed(root: Path, home: Path) -> None:
    """In the frontmatter: the writer's keys that are not there yet, and values for them; nothing in the text."""
    async with session(root, home) as the:
        uri = the.open("note.md", "---\nmilestone: 5\nmilestone-g\n---\ntext\n")

        async def offered(line: int, character: int) -> dict[str, str]:
            found = await the.client.text_document_completion_async(
                types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
            )
            assert isinstance(found, list)
            edits = {item.label: item.text_edit for item in found}
            return {
                label: the.after(uri, [edit])
                for label, edit in edits.items()
                if isinstance(edit, types.TextEdit)
            }

        keys = await offered(2, 11)
        assert "milestone" not in keys
        assert keys["milestone-goal"] == "---\nmilestone: 5\nmilestone-goal: \n---\ntext\n"
        assert (await offered(1, 12))["1000 words"].startswith("---\nmilestone: 1000 words\nmilestone-g")
        assert await offered(4, 2) == {}


async def test_a_wrong_command_is_an_error_by_the_protocol(root: Path, home: Path) -> None:
    """An unknown command or one without sense is answered, and the server goes on."""
    async with session(root, home) as the:
        with pytest.raises(JsonRpcException):
            await the.client.workspace_execute_command_async(types.ExecuteCommandParams("milestoned.nothing"))
        for arguments in ([], [17], ["file:///nowhere/there.md"], [{"uri": None}]):
            await the.client.workspace_execute_command_async(
                types.ExecuteCommandParams("milestoned.update", arguments)
            )
        assert the.applied == []
        assert "5 words to" in await the.label(the.open("note.md", NOTE))


async def test_documents_that_are_no_notes_are_left_alone(root: Path, home: Path) -> None:
    """Other schemes, other files, files that are nowhere: no hint, no edit, no message."""
    addresses = (
        "untitled:Untitled-1",
        "http://example.org/a.md",
        "file:///tmp/a.txt",
        "file://[/a.md",
        "",
        "%",
    )
    async with session(root, home) as the:
        for uri in addresses:
            item = types.TextDocumentItem(uri, "markdown", 1, NOTE)
            the.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            assert await the.hint(uri) is None
            assert await the.will_save(uri) == []
            assert await the.actions(uri) == {}
        assert the.client.messages == []


async def test_a_note_outside_of_any_vault_is_served(tmp_path: Path, home: Path) -> None:
    """A lone note is counted and saved as in a vault, and no folder is made beside it."""
    (tmp_path / "alone").mkdir()
    async with session(tmp_path / "alone", home) as the:
        uri = the.open("note.md", NOTE)
        assert "5 words to" in await the.label(uri)
        assert await the.save(uri, tmp_path / "alone/note.md")
        assert [path.name for path in (tmp_path / "alone").iterdir()] == ["note.md"]


async def test_changes_out_of_order_and_out_of_range_do_no_harm(root: Path, home: Path) -> None:
    """A change before the note is opened is ignored; a range beyond the end means the end."""
    async with session(root, home) as the:
        uri = the.uri("note.md")
        the.change(uri, types.TextDocumentContentChangeWholeDocument("x"))
        assert await the.hint(uri) is None
        the.open("note.md", NOTE)
        beyond = types.Range(types.Position(99, 7), types.Position(10**6, 3))
        the.change(uri, types.TextDocumentContentChangePartial(range=beyond, text="six seven"))
        assert "3 words to" in await the.label(uri)
        backwards = types.Range(types.Position(5, 10**6), types.Position(5, 0))
        the.change(uri, types.TextDocumentContentChangePartial(range=backwards, text=" eight"))
        assert "2 words to" in await the.label(uri)
        the.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("file:///never/opened.md"))
        )
        the.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        )
        assert await the.hint(uri) is None
        assert the.client.messages == []


async def test_a_configuration_that_is_wrong_stops_edits_until_it_is_right(root: Path, home: Path) -> None:
    """Nothing is guessed from settings that cannot be read; once they can, the very next answer goes by them."""
    settings = root / ".milestoned/config.yaml"
    settings.write_text("sise: {words: 3}\n")
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE.replace("10 words", "words"))
        assert await the.hint(uri) is None
        assert await the.will_save(uri) == []
        settings.write_text("size: {words: 7}\n")
        assert "2 words to" in await the.label(uri)
        settings.write_text("size: {words: 100}\n")
        assert "95 words to" in await the.label(uri)


async def test_typing_on_while_it_counts_gives_the_last_text(root: Path, home: Path) -> None:
    """Many keys at once in a large note: the answer is for the last of them, and comes."""
    text = NOTE + "word " * 30_000 + "\n"
    async with session(root, home) as the:
        uri = the.open("note.md", text)
        for number in range(40):
            the.replace(uri, "three", f"three w{number}")
        (words,) = {
            int(part) for part in (await the.label(uri)).replace(",", "").split() if part.isdigit()
        } & set(range(1, 10))
        assert words == 10 - (30_000 + 5 + 40) % 10


async def test_a_milestone_is_started_and_stopped(root: Path, home: Path, tmp_path: Path) -> None:
    """Started, the note is what `start` makes of it; stopped, it is byte by byte what it was."""
    text = "# One\r\n\r\ntwo three\r\n"
    (root / "other.md").write_bytes(text.encode())
    command = [sys.executable, "-m", "milestoned", "start", str(root / "other.md")]
    await asyncio.to_thread(
        subprocess.run, command, env=home_environment(home), check=True, capture_output=True
    )
    async with session(root, home) as the:
        uri = the.open("note.md", text)
        assert list(await the.actions(uri)) == ["Start a milestone here"]
        started = await the.acted(uri, "Start a milestone here")
        assert started.encode() == (root / "other.md").read_bytes()
        uri = the.open("note.md", started, version=7)
        assert await the.will_save(uri) == []
        assert set(await the.actions(uri)) == {"Insert a status block", "Stop"}
        assert await the.acted(uri, "Stop") == text


async def test_counts_and_blocks_are_inserted_where_they_belong(root: Path, home: Path) -> None:
    """The section's count goes to its heading, in front of what must be last; the block splits no paragraph."""
    text = "---\nmilestone: 10 words\n---\n# One\n\ntwo\nthree 😀 four\nfive\n\n- [ ] six\n  still six\n\n## Seven ##\n"
    async with session(root, home) as the:
        uri = the.open("note.md", text)
        await the.save(uri, root / "note.md")
        counted = await the.acted(uri, "Insert a word count for this section", line=8)
        assert "\n# One [ 9/1000 words]\n" in counted.replace("[9/", "[ 9/")
        assert "\n## Seven [1/1000 words] ##\n" in await the.acted(
            uri, "Insert a word count for this section", line=the.texts[uri].count("\n")
        )
        block = await the.acted(uri, "Insert a status block", line=8)
        head, _, tail = block.partition("<!-- milestone -->\n")
        assert head.endswith("five\n\n")
        assert tail.partition("<!-- /milestone -->\n")[2] == "\n- [ ] six\n  still six\n\n## Seven ##\n"
        assert "█" in tail
        the.texts[uri] = block
        the.change(uri, types.TextDocumentContentChangeWholeDocument(block))
        assert await the.will_save(uri) == []
        assert "Insert a status block" not in await the.actions(uri)


@pytest.mark.parametrize("last", ["^block-id", "{#id .class}", "#tag #other", "##", "[due:: 2026-12-01]"])
async def test_a_count_goes_before_what_must_be_last(last: str, root: Path, home: Path) -> None:
    """A heading's id, attributes, tags, closing marks and fields stay last, and the count is one."""
    async with session(root, home) as the:
        uri = the.open("note.md", f"---\nmilestone: 10 words\n---\n# One {last}\n\ntwo three\n")
        the.take(uri, await the.will_save(uri))
        after = await the.acted(uri, "Insert a word count for this section", line=8)
        assert re.search(rf"^# One \[ *\d/1000 words\] {re.escape(last)}$", after, re.MULTILINE), after
        the.texts[uri] = after
        the.change(uri, types.TextDocumentContentChangeWholeDocument(after))
        assert "Insert a word count for this section" not in await the.actions(uri, line=8)


@pytest.mark.parametrize(("editor", "sent"), [("neovim", 0), ("emacs", 0), ("helix", 1)])
async def test_no_edit_is_sent_that_no_version_protects(
    editor: str, sent: int, root: Path, home: Path
) -> None:
    """Neovim does not compare version 0 with the text: there the save is the way; Helix has no other."""
    async with session(root, home, editor) as the:
        uri = the.open("note.md", NOTE, version=0)
        update = types.ExecuteCommandParams("milestoned.update", [uri])
        await the.client.workspace_execute_command_async(update)
        assert await the.label(uri)
        assert len(the.applied) == sent
        if not sent:
            await the.until(lambda: bool(the.client.messages), "what to do is said")
            assert "Save the note" in the.client.messages[0].message
        the.replace(uri, "four", "four and")
        await the.client.workspace_execute_command_async(update)
        await the.until(lambda: len(the.applied) == sent + 1, "it is sent")


async def test_a_wrong_configuration_is_shown_at_its_line_until_it_is_mended(root: Path, home: Path) -> None:
    """With a note open: a diagnostic of the configuration's own file, no message, and it goes by itself."""
    settings = root / ".milestoned/config.yaml"
    settings.write_text("# mine\nsise: {words: 3}\n")
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE)
        await the.until(lambda: bool(the.client.diagnostics.get(settings.as_uri())), "it is said")
        (found,) = the.client.diagnostics[settings.as_uri()]
        assert found.range.start.line == 1
        assert "`sise` is not a setting" in found.message
        assert "size" in found.message
        settings.write_text("# mine\nsize: {words: 3}\n")
        await the.until(lambda: not the.client.diagnostics[settings.as_uri()], "it is taken back")
        settings.write_text("size: [\n")
        await the.until(lambda: bool(the.client.diagnostics[settings.as_uri()]), "broken again")
        the.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        )
        await the.until(lambda: not the.client.diagnostics[settings.as_uri()], "nobody looks any more")
        assert the.client.messages == []


async def test_an_open_index_note_follows_what_others_write(root: Path, home: Path) -> None:
    """A chapter changed by another program changes the hint of the book without a key."""
    (root / "chapter.md").write_text(NOTE)
    async with session(root, home, "neovim") as the:
        book = the.open("book.md", "---\nmilestone: 100 words\nmilestone-notes: chapter.md\n---\n# Book\n")
        assert "95 words to" in await the.label(book)
        (root / "new.md").write_text(NOTE.replace("four", "four and more"))
        (root / "new.md").replace(root / "chapter.md")
        await the.until(lambda: the.refreshes > 0, "the hint is asked for again")
        assert "93 words to" in await the.label(book)


async def test_a_note_that_plainly_meant_to_take_part_is_a_diagnostic(root: Path, home: Path) -> None:
    """A misspelt key is a warning at its line, with how to put it right."""
    async with session(root, home) as the:
        uri = the.open("note.md", NOTE.replace("10 words\n", "10 words\nmilestone-gaol: 50\n"))
        await the.until(lambda: bool(the.client.diagnostics.get(uri)), "it is said")
        (found,) = the.client.diagnostics[uri]
        assert found.range.start.line == 2
        assert "milestone-goal" in found.message
        assert await the.label(uri)


async def test_a_rule_that_starts_a_note_starts_it_with_its_save(
    root: Path, home: Path, tmp_path: Path
) -> None:
    """Where the configuration opts a folder in, the save is what `update` would write, and the hint is at its place."""
    settings = "rules:\n  - notes: '*.md'\n    milestone: 10 words\n    start: true\n"
    (root / ".milestoned/config.yaml").write_text(settings)
    (tmp_path / "other/.milestoned").mkdir(parents=True)
    (tmp_path / "other/.milestoned/config.yaml").write_text(settings)
    text = "\n# One\n\ntwo three\n"
    async with session(root, home) as the:
        uri = the.open("note.md", text)
        hint = await the.hint(uri)
        assert hint
        assert hint.position.line == 1
        written = the.after(uri, await the.will_save(uri))
    assert written.encode() == updated(text.encode(), tmp_path / "other", home)
