"""`milestoned docs`: the manual, in a pager."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from milestoned.cli.output import Output

_SUFFIX = ".md"


@click.command("docs")
@click.argument("page", default="", metavar="[PAGE]")
@click.pass_obj
def command(output: Output, *, page: str) -> None:
    """Read a page of the manual in a pager; without PAGE, list the pages."""
    found = pages()
    if not page:
        output.data("\n".join(f"{name:<{_width(found)}}  {_title(found[name])}" for name in sorted(found)))
        return
    name = page.lower().removesuffix(_SUFFIX)
    if name not in found:
        from milestoned.vault.config import nearest  # noqa: PLC0415 - only a mistyped page needs it

        raise UsageError(f"docs: there is no page `{page}`", nearest(name, sorted(found)))
    text = found[name].read_text(encoding="utf-8")
    if output.draws:
        click.echo_via_pager(text)
    else:
        output.data(text.rstrip("\n"))


def pages() -> dict[str, Traversable]:
    """Return the pages by name: an installed program's own, or those beside the source that runs."""
    folder: Traversable = resources.files("milestoned") / "manual"
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / "docs"
    if not folder.is_dir():
        return {}
    return {item.name.removesuffix(_SUFFIX): item for item in folder.iterdir() if item.name.endswith(_SUFFIX)}


def _width(pages: dict[str, Traversable]) -> int:
    return max(map(len, pages), default=0)


def _title(page: Traversable) -> str:
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    return first.lstrip("# ").strip()
