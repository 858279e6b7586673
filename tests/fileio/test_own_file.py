"""Writing where the user said: whole, and never over a file that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from milestoned.errors import MilestonedError
from milestoned.fileio.own_file import write_own

if TYPE_CHECKING:
    from pathlib import Path

MARK = "made by us"


def test_a_new_file_is_made_and_written_over(tmp_path: Path) -> None:
    """Its mode stays as it was given."""
    file = tmp_path / "page.html"
    write_own(file, b"made by us: 1", MARK)
    file.chmod(0o644)
    write_own(file, b"made by us: 2", MARK)
    assert file.read_bytes() == b"made by us: 2"
    assert file.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize("data", [b"", b"# A note of the writer's\n", b"x" * 5000 + b"made by us"])
def test_a_file_of_somebody_elses_stays(tmp_path: Path, data: bytes) -> None:
    """Byte for byte, an empty one too, and nothing is left beside it."""
    file = tmp_path / "chapter.md"
    file.write_bytes(data)
    with pytest.raises(MilestonedError, match="did not write it"):
        write_own(file, b"made by us", MARK)
    assert file.read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["chapter.md"]


def test_a_link_is_followed_and_stays_one(tmp_path: Path) -> None:
    """What it leads to is written, if it is ours."""
    (tmp_path / "real.html").write_bytes(b"made by us")
    (tmp_path / "link.html").symlink_to("real.html")
    write_own(tmp_path / "link.html", b"made by us, too", MARK)
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_bytes() == b"made by us, too"


def test_a_folder_or_device_is_refused(tmp_path: Path) -> None:
    """Neither can be a page."""
    with pytest.raises(MilestonedError, match="not an ordinary file"):
        write_own(tmp_path, b"made by us", MARK)


def test_a_folder_that_is_not_there_is_an_error_with_a_hint(tmp_path: Path) -> None:
    """It says where, and what to do."""
    with pytest.raises(MilestonedError, match=r"gone/page\.html: cannot be written") as raised:
        write_own(tmp_path / "gone" / "page.html", b"made by us", MARK)
    assert "name a file in a folder" in raised.value.hint
