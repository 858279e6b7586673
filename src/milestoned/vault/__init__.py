"""The notes of one folder: finding them, configuring, caching, summing up, and bringing them up to date.

`catalog` knows what every note says and should say, and reads only what changed since (`entry_cache`, by size, times
and inode). `examine` is the one place where a note is parsed, planned and proved, for a command, the daemon and an editor
alike; `updater` gives what it should hold to a sink, its file or the editor; `index_notes` adds up. A vault may come
from somebody else: each glob, link and name is bounded or refused. Paths are relative to the vault, with `/`.
"""
