"""The editors that are driven: how each is started, and what a writer's hands do in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

# What editors say when a file has changed under them. Looked for on every screen.
ALARM = (
    r"\bW1[0-9]\b|\bE\d{2,3}:|WARNING|Warning|"
    r"on disk|[Ff]ile changed|has changed|(?:was|been) (?:modified|changed)|"
    r"modified (?:since|in the meantime|more recently|externally|outside|by another)|changed (?:since|outside)|"
    r"[Rr]e-?read|[Rr]eload|[Oo]verwrit|newer than|supersession|[Aa]nyway|really edit|[Rr]evert"
)

_ESCAPE = "\x1b"
_ENTER = "\r"


def _control(letter: str) -> str:
    return chr(ord(letter.upper()) - 64)


@dataclass(frozen=True, slots=True)
class Editor:
    """One editor: what to run ("{note}", "{line}"), and the keys for a new last line, for saving and for leaving.

    Each string is one burst of keys. `begin` goes where the text ends: `ends` is then before the cursor, if the editor
    shows one. `open_line` comes before each typed line and `close_line` after it.
    An editor that keeps the note open for writing, or locked, is not written behind its back: it is once it ends.
    `settings` is a file below the configuration folder and its text, for an editor that asks at its first start.
    """

    name: str
    command: tuple[str, ...]
    save: tuple[str, ...]
    quit: tuple[str, ...]
    begin: tuple[str, ...] = ()
    open_line: tuple[str, ...] = (_ENTER,)
    close_line: tuple[str, ...] = ()
    shows: str = "beginning"
    ends: str = r"written before\.$"
    rounds: int = 3
    keeps_it_open: bool = False
    settings: tuple[str, str] | None = None


_VI_SAVE = (":w" + _ENTER,)
_VI_QUIT = (":q" + _ENTER,)
# As a Linux console sends them.
_END = "\x1b[4~"
_F2 = "\x1b[[B"
_F10 = "\x1b[21~"
_JOE = _control("k")
_EMACS_SAVE = (_control("x") + _control("s"),)
_EMACS_QUIT = (_control("x") + _control("c"),)


def _ed(name: str, *command: str, shows: str) -> Editor:
    return Editor(
        name,
        (*command, "{note}"),
        begin=("$" + _ENTER,),
        open_line=("a" + _ENTER,),
        close_line=(_ENTER + "." + _ENTER,),
        save=("w" + _ENTER,),
        quit=("q" + _ENTER,),
        shows=shows,
        ends="",
    )


def _vi(name: str, *command: str, rounds: int = 3) -> Editor:
    return Editor(
        name,
        (*command, "{note}"),
        begin=("G",),
        open_line=("Go",),
        close_line=(_ESCAPE,),
        save=_VI_SAVE,
        quit=_VI_QUIT,
        ends="",
        rounds=rounds,
    )


EDITORS = (
    _vi("vim", "vim", rounds=10),
    Editor(
        "nano",
        ("nano", "+{line}", "{note}"),
        begin=(_control("e"),),
        save=(_control("o"), _ENTER),
        quit=(_control("x"),),
        rounds=10,
    ),
    _vi("neovim", "nvim"),
    Editor(
        "emacs",
        ("emacs", "-nw", "+{line}", "{note}"),
        begin=(_control("e"),),
        save=_EMACS_SAVE,
        quit=_EMACS_QUIT,
    ),
    Editor(
        "micro", ("micro", "+{line}:1", "{note}"), begin=(_END,), save=(_control("s"),), quit=(_control("q"),)
    ),
    replace(_vi("kakoune", "kak"), begin=(), open_line=("ge", "o")),
    Editor(
        "ne",
        ("ne", "+{line}", "{note}"),
        begin=(_control("e"),),
        save=(_control("s"),),
        quit=(_control("q"),),
    ),
    Editor("mcedit", ("mcedit", "{note}:{line}"), begin=(_END,), save=(_F2, _ENTER), quit=(_F10,)),
    _ed("ed", "ed", shows=r"^\d+$"),
    Editor(
        "joe",
        ("joe", "+{line}", "{note}"),
        begin=(_control("e"),),
        save=(_JOE + "d", _ENTER),
        quit=(_JOE + "q",),
    ),
    Editor(
        "jed", ("jed", "{note}", "-g", "{line}"), begin=(_control("e"),), save=_EMACS_SAVE, quit=_EMACS_QUIT
    ),
    Editor("zile", ("zile", "+{line}", "{note}"), begin=(_control("e"),), save=_EMACS_SAVE, quit=_EMACS_QUIT),
    Editor("mg", ("mg", "+{line}", "{note}"), begin=(_control("e"),), save=_EMACS_SAVE, quit=_EMACS_QUIT),
    Editor("dte", ("dte", "+{line}", "{note}"), begin=(_END,), save=(_control("s"),), quit=(_control("q"),)),
    Editor(
        "le",
        ("le", "+{line}", "{note}"),
        begin=(_END,),
        save=(_F2,),
        quit=(_control("x") + _control("c"),),
        keeps_it_open=True,
    ),
    Editor(
        "tilde",
        ("tilde", "{note}:{line}"),
        begin=(_END,),
        save=(_control("s"),),
        quit=(_control("q"),),
        ends=r"C: 46$",
        settings=(
            "tilde/config",
            'config_version = 1\n%terminals {\n\tname = "linux"\n\tkey_timeout = -1000\n}\n',
        ),
    ),
    replace(_vi("nvi", "nvi"), keeps_it_open=True),
    _vi("vis", "vis"),
    _vi("vim-tiny", "vim.tiny"),
    _ed("ex", "ex", shows=":"),
)
