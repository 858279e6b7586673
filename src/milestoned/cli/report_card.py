"""The card of `milestoned report`: SVG as it is, PNG by a renderer of SVG that this machine has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from milestoned.cli.report_source import gather
from milestoned.errors import MilestonedError, UsageError
from milestoned.fileio.own_file import write_own
from milestoned.report import card

_WITHIN = 30
_RENDERERS = {
    "rsvg-convert": ("-o", "{png}", "{svg}"),
    "resvg": ("{svg}", "{png}"),
    "inkscape": ("{svg}", "--export-type=png", "--export-filename={png}"),
}
"""Programs that draw SVG as PNG, and what they are given; the first that is there is taken."""


def draw(path: str, file: Path) -> bool:
    """Draw the card of a PATH's book. False while the writer writes and wants no numbers. Raises MilestonedError."""
    if file.suffix.lower() not in {".svg", ".png"}:
        raise UsageError(f"{file}: a card is SVG or PNG", "name it FILE.svg or FILE.png")
    source = gather(path)
    if source is None:
        return False
    data = card.render(source).encode()
    if file.suffix.lower() == ".png":
        data = card.marked(_png(data))
    write_own(file, data, card.MARK)
    return True


def _png(svg: bytes) -> bytes:
    name = next(filter(shutil.which, _RENDERERS), None)
    if name is None:
        raise MilestonedError(
            "a PNG needs a program that draws SVG, and none is installed",
            f"install one of {', '.join(f'`{name}`' for name in _RENDERERS)} (Debian: `apt install librsvg2-bin`), "
            "or name the card FILE.svg",
        )
    with tempfile.TemporaryDirectory() as folder:
        given, drawn = Path(folder) / "card.svg", Path(folder) / "card.png"
        given.write_bytes(svg)
        command = [name, *(part.format(svg=given, png=drawn) for part in _RENDERERS[name])]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_WITHIN)
            return drawn.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise MilestonedError(f"`{name}` could not draw the card", "name the card FILE.svg") from error
