"""The `milestoned` command."""

import gc
import sys

# What a shell gives a program that was ended by Ctrl-C.
_INTERRUPTED = 130


def main() -> None:
    """Run the command line. `--version`, and a `status` that is ready, are answered before anything is loaded."""
    try:
        _main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        # Or the interpreter would look for garbage in all that was loaded, only to end: a tenth of a short command.
        gc.freeze()


def _main(arguments: list[str]) -> None:
    if arguments == ["--version"]:
        from milestoned import __version__  # noqa: PLC0415

        sys.stdout.write(f"milestoned {__version__}\n")
        return
    if arguments[:1] == ["status"]:
        from milestoned.cli.ready_text import reply  # noqa: PLC0415

        if reply(arguments[1:]):
            return
    from milestoned.cli.run import run  # noqa: PLC0415

    run(arguments)


if __name__ == "__main__":
    try:
        main()
    finally:
        # `python -m` remembers a Ctrl-C that fell into `exec`, as in the making of a dataclass, even if it was caught, and
        # would end by SIGINT in place of our exit code. Running any text makes it forget.
        exec("")  # noqa: S102
