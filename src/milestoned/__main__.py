"""The `milestoned` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. `--version` is answered before anything is loaded."""
    if sys.argv[1:] == ["--version"]:
        from milestoned import __version__  # noqa: PLC0415

        sys.stdout.write(f"milestoned {__version__}\n")
        return
    from milestoned.cli.app import run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
