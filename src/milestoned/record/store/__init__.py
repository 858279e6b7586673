"""Where the record is kept: the journals of all devices, and an index over them that can be rebuilt at any time.

A journal is appended to and never rewritten, one file a device, so that any sync tool merges them. `line` believes no
line that it has not checked. `projection` folds events into the index; the order in which they come changes nothing.
"""
