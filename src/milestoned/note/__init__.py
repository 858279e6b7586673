"""What one note says: pure functions from its text, no disk and no clock."""
