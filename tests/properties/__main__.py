"""Hold every fast way of reading and counting to the full way, over many more texts than the tests take.

PYTHONPATH=src python -m tests.properties [TEXTS] [SEED]
"""

from __future__ import annotations

import random
import sys

from tests.properties.agreement import counts, documents, edits, paragraphs


def main() -> None:
    """Print each text that is read or counted otherwise, and how many there were; exit 1 if there was one."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = 0
    for compare in (documents, paragraphs, counts, edits):
        found = 0
        for text in compare(random.Random(seed), number):
            found += 1
            print(f"{compare.__name__}: {text!r}", flush=True)
        print(f"{number:,} {compare.__name__}, seed {seed}: {found:,} otherwise", flush=True)
        wrong += found
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
