"""Hold every fast way of reading and counting to the full way, over many more texts than the tests take.

PYTHONPATH=src python -m tests.properties [TEXTS] [SEED] [documents|paragraphs|counts|edits]…
"""

from __future__ import annotations

import random
import sys

from tests.properties.agreement import counts, documents, edits, paragraphs

WAYS = {compare.__name__: compare for compare in (documents, paragraphs, counts, edits)}


def main() -> None:
    """Print each text that is read or counted otherwise, and how many there were; exit 1 if there was one."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = 0
    for name in sys.argv[3:] or WAYS:
        found = 0
        for text in WAYS[name](random.Random(seed), number):
            found += 1
            print(f"{name}: {text!r}", flush=True)
        print(f"{number:,} {name}, seed {seed}: {found:,} otherwise", flush=True)
        wrong += found
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
