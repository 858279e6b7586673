"""The commands, in the groups that `--help` shows, each with its line of help; a module is loaded when it is called."""

from __future__ import annotations

GROUPS = {
    "Write": {
        "init": "Make a folder a vault.",
        "start": "Give notes a milestone.",
        "stop": "Take milestones out of notes.",
        "update": "Count once, and write the progress into the notes.",
        "sprint": "Write for so many words or minutes, with a bar.",
        "watch": "Keep the notes up to date while you write.",
    },
    "Look": {
        "status": "Show how far every milestone is.",
        "count": "Count words, characters and tasks, like wc.",
        "report": "Show the book and its record as one page.",
    },
    "Record": {
        "today": "Show today: words, chunks, what is next.",
        "log": "List the days, newest first.",
        "milestones": "List the chunks that you reached.",
        "stats": "Sum the record up by week, month or project.",
        "commit": "Promise yourself so much by a day.",
        "commitments": "List what you promised, and how it ended.",
        "unstick": "Name what is in the way, and one thing to try.",
        "next": "Leave yourself a line for next time.",
        "amend": "Correct a day of the record.",
        "credit": "Decide about text that came in whole.",
        "export": "Take the record away as CSV or JSON.",
    },
    "Care": {
        "service": "Run the daemon in the background, from login on.",
        "doctor": "Check what milestoned needs.",
        "reindex": "Read all journals again.",
        "editor": "Print how to set up an editor.",
        "lsp": "Serve an editor: progress as you type.",
        "completion": "Print the completion script of a shell.",
        "docs": "Read the manual.",
        "help": "Show the help of a command.",
    },
}

COMMANDS = {name: line for group in GROUPS.values() for name, line in group.items()}
