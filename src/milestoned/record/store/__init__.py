"""Where the record is kept: the journals of all devices, and an index over them that can be rebuilt at any time."""
