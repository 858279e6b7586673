"""Writing a file that others may be writing: never over bytes that were not read, never half.

Knows bytes and paths, no note and no configuration. `writer` is the way in: it writes in place under a lease where the
kernel has leases, else by exchange, and undoes after a crash what was cut off (`recovery`). docs/reliability.md has
the promises, tests/fileio holds them.
"""
