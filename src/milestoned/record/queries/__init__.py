"""Answers from the record: days, streaks, pace, commitments, and the one remedy when a writer is stuck.

`summary` puts together what the commands print, as plain data in the shapes of their JSON (docs/record.md). Sessions
are joined when the journal is read, so that a pause may be set otherwise later. Only `unstick` writes: the advice that
it gave. Only `note_excerpt` reads a note.
"""
