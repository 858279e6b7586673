"""Writing the page: the sections' numbers through their templates."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from milestoned.report import books, burn_up, chunks, promises, rhythm, text, today, year

if TYPE_CHECKING:
    from milestoned.report.source import Source

MARK = '<meta name="generator" content="milestoned report">'
"""What every page of ours holds near its beginning: only such a file is written over."""


@cache
def environment() -> Environment:
    """Return the templates; what they print is escaped, and rid of what no page can hold."""
    templates = Environment(
        loader=PackageLoader("milestoned.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters |= {"number": text.number, "amount": text.amount, "grouped": text.grouped}
    return templates


def render(source: Source, *, live: bool = False) -> str:
    """Return the page. A live one looks at its own file every second, and loads itself again when that changed."""
    script = _script() if live else ""
    return (
        environment()
        .get_template("page.html")
        .render(
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
    )


def _script() -> str:
    # The loader's text, not a rendering: its digest must be that of what the browser runs.
    loader = environment().loader
    assert loader is not None  # noqa: S101 - for the type checker
    return loader.get_source(environment(), "live.js")[0].strip()
