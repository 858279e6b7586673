"""Answers from the record: days, streaks, pace, commitments, and the one remedy when a writer is stuck."""
