"""How far a milestone is, and what the note should say about it: pure functions."""
