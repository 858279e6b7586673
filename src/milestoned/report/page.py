"""Writing the page: the sections' numbers through their templates."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report import books, burn_up, chunks, promises, rhythm, text, today, year

if TYPE_CHECKING:
    from milestoned.report.source import Source

MARK = '<meta name="generator" content="milestoned report">'
"""What every page of ours holds near its beginning: only such a file is written over."""


@cache
def environment(compiled: str = "") -> Environment:
    """Return the templates; what they print is escaped.

    `compiled` is a folder where their compiled form may be kept: to compile them takes as long as all else.
    """
    templates = Environment(
        loader=PackageLoader("milestoned.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=FileSystemBytecodeCache(compiled) if compiled else None,
    )
    templates.filters |= {
        "number": text.number,
        "amount": text.amount,
        "grouped": text.grouped,
        "day_name": text.day_name,
    }
    return templates


def render(source: Source, *, live: bool = False, compiled: str = "") -> str:
    """Return the page. A live one looks at its own file every second, and loads itself again when that changed."""
    templates = environment(compiled)
    script = _script(templates) if live else ""
    page = templates.get_template("page.html").render(
        source=source,
        mark=MARK,
        script=script,
        script_digest=b64encode(sha256(script.encode()).digest()).decode(),
        today_name=text.day_name(source.day, source.day),
        today=today.today(source),
        years=year.years(source),
        scale=year.scale(source.log),
        books=books.books(source),
        burn_ups=burn_up.burn_ups(source),
        chunks=chunks.chunks(source),
        rhythm=rhythm.rhythm(source),
        promises=promises.promises(source),
    )
    return text.clean(page)


def _script(templates: Environment) -> str:
    # The loader's text, not a rendering: its digest must be that of what the browser runs.
    loader = templates.loader
    assert loader is not None  # noqa: S101 - for the type checker
    return loader.get_source(templates, "live.js")[0].strip()
