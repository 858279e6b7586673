"""From observations of notes to events: written, imported, synced, moved, restored, deleted, and the chunks earned.

`recorder` is the way in: `classify` decides what a change is, `session_diff` measures it, `chunks` and `due_dates` add
what follows, `confirmation` and `outbox` hold back what may still change. A session's start is compared with its end,
never save with save: sums over saves depend on how often an editor saves. Texts are compared and kept as one number
a word, never as text. Only `vault_recorder` and `entry_observation` know the vault; all others are given observations.
"""
