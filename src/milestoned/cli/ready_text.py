"""What `status` said last, kept ready: printed again without loading anything, as long as nothing has changed.

Looked at before any import, by `__main__`. Whatever is unusual (an option that it does not know, a link, a file that is
damaged or another user's) is left to the ordinary way, whose answer is the same to the byte. `keep_ready` keeps it.
docs/decisions/0010 says what an answer hangs on.
"""

import os
import sys
from stat import S_ISLNK, S_ISREG
from time import localtime, time

from milestoned import __version__
from milestoned.fileio.names import OWN_FOLDER
from milestoned.light.digests import blake2b
from milestoned.vault import places
from milestoned.vault.fingerprint import Fingerprint

FOLDER = "ready"
MOST = 8 * 1024 * 1024
"""A text larger than this is not kept (bytes)."""
SORTS = ("reading", "nearest", "path")
SHORT = "{progress}"
"""What `--short` asks for: a line for the writer's eyes, unlike a template of their own."""
_MAGIC = b"milestoned ready 1"
_FLAGS = ("--short", "--json")
_OPEN_TO_OTHERS = 0o022
# Zones further away than this are rounded by `record.open.now` (seconds).
_FAR = 24 * 3600 - 60


class Question:
    """What is asked of which PATH. `kind` is `plain`, `json`, or `line` with its template."""

    def __init__(self, path: str, kind: str, sort: str = "reading", template: str = "") -> None:
        self.path = path
        self.kind = kind
        self.sort = sort
        self.template = template


class ReadyText:
    """Where the answer to a question is kept, and what it hangs on. Raises OSError where none can be kept."""

    def __init__(self, question: Question) -> None:
        path = question.path
        if S_ISLNK(os.lstat(path).st_mode):
            raise OSError(f"{path}: a link")
        real = os.path.realpath(path)
        self.root = places.plain_root(real if os.path.isdir(real) else os.path.dirname(real))
        self.state, cache = places.own_folder("state"), places.own_folder("cache")
        name = places.settled_name(self.root, self.state) if self.root and self.state and cache else ""
        if not name:
            raise OSError(f"{path}: to be looked at more closely")
        self.state += f"/{name}"
        self.asked = (real, question.kind, question.sort, question.template)
        mark = blake2b(repr(self.asked).encode(errors="surrogatepass"), digest_size=8).hexdigest()
        self.file = f"{cache}/{name}/{FOLDER}/{mark}"

    def fingerprint(self) -> Fingerprint:
        """Look at everything that an answer hangs on but the question and the day. Raises OSError."""
        taken = Fingerprint()
        taken.add((__version__, sys.version, self.root))
        package = os.path.dirname(os.path.dirname(__file__))
        # Another installation, another `rich`, or other rules of counting.
        for part in (__file__, package, os.path.dirname(package), f"{package}/note", f"{package}/milestone"):
            taken.add_stamp(part)
        taken.add_content(places.own_folder("config") + "/config.yaml", link=True)
        own = f"{self.root}/{OWN_FOLDER}"
        for name in ("config.yaml", "id"):
            taken.add_content(f"{own}/{name}", link=False)
        taken.add_stamp(f"{self.state}/record/texts.db")
        if os.path.islink(f"{own}/journal"):
            raise OSError("the journal is behind a link")
        taken.add_files(f"{own}/journal", ".jsonl")
        taken.add_notes(self.root)
        return taken

    def digest(self, taken: Fingerprint, day: tuple[int, int, bool]) -> bytes:
        """Return what must be the same for the answer to be the same."""
        return taken.digest(self.asked, day).encode()


def day_key(day_start: int, moment: float) -> tuple[int, int, bool]:
    """Return what the writing day of a moment hangs on: the date, and if it is past the day's start (both in seconds).

    Raises OSError for a zone that is a day away.
    """
    now = localtime(moment)
    if not -_FAR < now.tm_gmtoff < _FAR:
        raise OSError("a zone that is a day away")
    return now.tm_year, now.tm_yday, now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec >= day_start


def reply(arguments: list[str]) -> bool:
    """Print the answer to `status` if one is ready; return False where the ordinary way has to find it."""
    question = read_arguments(arguments)
    if question is None or not _is_usual(question):
        return False
    try:
        found = ready(question)
    except (OSError, ValueError, OverflowError):
        return False
    if found:
        _print(*found)
    return bool(found)


def _is_usual(question: Question) -> bool:
    """Return True if what is printed goes out as UTF-8, no table is drawn, and no shell asks for completions."""
    streams = (sys.stdout, sys.stderr)
    return (
        "_MILESTONED_COMPLETE" not in os.environ
        and all(stream is not None and stream.encoding == "utf-8" for stream in streams)
        and not (question.kind == "plain" and sys.stdout.isatty())
    )


def read_arguments(arguments: list[str]) -> Question | None:
    """Read the arguments of `status`; None for what is unusual."""
    paths, kinds, sort, template = [], [], "reading", ""
    left = iter(arguments)
    for argument in left:
        name, is_joined, value = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        if name in ("--sort", "--format"):
            value = value if is_joined else next(left, "-")
            if value.startswith("-") or (name == "--sort" and value not in SORTS):
                return None
            kinds += ["line"] if name == "--format" else []
            sort, template = (value, template) if name == "--sort" else (sort, value)
        elif argument in _FLAGS:
            kinds.append("json" if argument == "--json" else "line")
            template = SHORT if argument == "--short" else ""
        elif argument.startswith("-"):
            return None
        else:
            paths.append(argument)
    if len(paths) > 1 or len(kinds) > 1:
        return None
    return Question((*paths, ".")[0], (*kinds, "plain")[0], sort, template)


def ready(question: Question) -> tuple[bytes, bytes] | None:
    """Return what is to be printed on stdout and on stderr; None where nothing is ready. Raises OSError, ValueError."""
    place = ReadyText(question)
    head, _, body = _read(place.file).partition(b"\n")
    magic, day_start, digest, mark, length = head.rsplit(b" ", 4)
    if magic != _MAGIC or mark != checksum(body):
        return None
    if digest != place.digest(place.fingerprint(), day_key(int(day_start), time())):
        return None
    return body[: int(length)], body[int(length) :]


def _read(path: str) -> bytes:
    """Read a file that is this user's alone. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not S_ISREG(found.st_mode) or found.st_mode & _OPEN_TO_OTHERS or found.st_uid != os.geteuid():
            raise OSError(f"{path}: not our file")
        return os.read(descriptor, MOST + 1024)
    finally:
        os.close(descriptor)


def packed(digest: bytes, day_start: int, out: bytes, err: bytes) -> bytes:
    """Return an answer as it is kept."""
    body = out + err
    return b"%s %d %s %s %d\n" % (_MAGIC, day_start, digest, checksum(body), len(out)) + body


def checksum(body: bytes) -> bytes:
    """Return a mark by which a damaged text is known."""
    return blake2b(body, digest_size=16).hexdigest().encode()


def _print(out: bytes, err: bytes) -> None:
    try:
        for stream, text in ((sys.stdout, out), (sys.stderr, err)):
            if text:
                stream.write(text.decode())
                stream.flush()
    except OSError as error:
        _fail(error)


def _fail(error: OSError) -> None:
    """End as every command does that cannot print."""
    from milestoned.cli.failures import exit_code  # noqa: PLC0415 - it is seldom needed

    def again() -> None:
        raise error

    sys.exit(exit_code(again))
