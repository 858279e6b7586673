"""Two examples for each command: what it does, and what to type. Each line fits into 40 columns where it can."""

from __future__ import annotations

_Example = tuple[str, str]

EXAMPLES: dict[str, tuple[_Example, _Example]] = {
    "init": (
        ("Make this folder a vault", "milestoned init"),
        ("Make another folder one", "milestoned init ~/novel"),
    ),
    "start": (
        ("Count a note in chunks of 1,000 words", "milestoned start storm.md"),
        (
            "Start every chapter, with a goal and a day",
            "milestoned start chapters --goal 4k --due 'end of month'",
        ),
    ),
    "stop": (
        ("See what would go", "milestoned stop storm.md --diff"),
        ("Leave, with all notes of the vault", "milestoned stop ."),
    ),
    "update": (
        ("Bring this vault up to date", "milestoned update"),
        ("See what would change", "milestoned update --diff"),
    ),
    "watch": (
        ("Watch this vault until Ctrl-C", "milestoned watch"),
        ("Watch a network folder", "milestoned watch /mnt/notes --poll"),
    ),
    "sprint": (
        ("Write 500 words in one sitting", "milestoned sprint 500 words"),
        ("Write for 25 minutes on one note", "milestoned sprint 25 min storm.md"),
    ),
    "status": (
        ("See the whole vault", "milestoned status"),
        ("Feed a script", "milestoned status novel --json"),
    ),
    "count": (
        ("Count a note", "milestoned count storm.md"),
        ("See what each rule left out", "milestoned count storm.md --explain"),
    ),
    "report": (
        ("Make the page and open it", "milestoned report --open"),
        ("Write it where you like", "milestoned report -o ~/novel.html"),
    ),
    "today": (
        ("See today", "milestoned today"),
        ("See today's words in one folder", "milestoned today novel"),
    ),
    "log": (
        ("See every day", "milestoned log"),
        ("See the days since Monday", "milestoned log --since monday"),
    ),
    "milestones": (
        ("See what you reached", "milestoned milestones"),
        ("See it for one note", "milestoned milestones storm.md"),
    ),
    "stats": (
        ("Sum up by week", "milestoned stats"),
        ("Sum up by project", "milestoned stats --by project"),
    ),
    "commit": (
        ("Promise an amount", 'milestoned commit "2 chunks" --by friday'),
        ("Take a promise back", "milestoned commit --withdraw ID"),
    ),
    "commitments": (
        ("See what you promised", "milestoned commitments"),
        ("Feed a script", "milestoned commitments --json"),
    ),
    "unstick": (
        ("Ask for one thing to try", "milestoned unstick"),
        ("Ask about one folder", "milestoned unstick novel"),
    ),
    "next": (
        ("Leave a line", 'milestoned next "The boat."'),
        ("Read it", "milestoned next"),
    ),
    "amend": (
        ("Correct yesterday's words", "milestoned amend yesterday --drafted 800"),
        ("Keep a day spent on paper", "milestoned amend monday --kept --why 'on paper'"),
    ),
    "credit": (
        ("List the text that is held", "milestoned credit"),
        ("Count a pasted chapter as yours", "milestoned credit storm.md"),
    ),
    "export": (
        ("Open the days in a spreadsheet", "milestoned export > days.csv"),
        ("Take everything", "milestoned export --format json"),
    ),
    "service": (
        ("Watch this vault from login on", "milestoned service install"),
        ("See whether it runs", "milestoned service status"),
    ),
    "service install": (
        ("Install and start it for this vault", "milestoned service install"),
        ("Install it, and start it at the next login", "milestoned service install --no-start"),
    ),
    "service uninstall": (
        ("Remove this vault's service", "milestoned service uninstall"),
        ("Remove another one's", "milestoned service uninstall ~/novel"),
    ),
    "service start": (
        ("Start this vault's service", "milestoned service start"),
        ("Start another one's", "milestoned service start ~/novel"),
    ),
    "service stop": (
        ("Stop it until the next login", "milestoned service stop"),
        ("Stop another one's", "milestoned service stop ~/novel"),
    ),
    "service status": (
        ("See whether it runs", "milestoned service status"),
        ("Ask in a script", "milestoned service status --json"),
    ),
    "service logs": (
        ("Read the last lines", "milestoned service logs"),
        ("Read more of them", "milestoned service logs -n 500"),
    ),
    "doctor": (
        ("Check this vault and this machine", "milestoned doctor"),
        ("Feed a script", "milestoned doctor --json"),
    ),
    "reindex": (
        ("Read the journals of this vault again", "milestoned reindex"),
        ("Those of another one", "milestoned reindex ~/novel"),
    ),
    "lsp": (
        ("What an editor starts", "milestoned lsp"),
        ("See what it takes", "milestoned lsp -h"),
    ),
    "editor": (
        ("Set up Neovim", "milestoned editor neovim"),
        ("Set up a tmux status line", "milestoned editor tmux"),
    ),
    "completion": (
        ("Use it in this bash", 'eval "$(milestoned completion bash)"'),
        ("Use it in this fish", "milestoned completion fish | source"),
    ),
    "docs": (
        ("See the pages", "milestoned docs"),
        ("Read one", "milestoned docs install"),
    ),
    "help": (
        ("See the help of a command", "milestoned help start"),
        ("See one below another", "milestoned help service logs"),
    ),
}
