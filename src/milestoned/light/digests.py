"""Digests without OpenSSL, which `hashlib` loads: it takes as long as a third of a short command, and 4 MiB."""

import sys

try:
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b", "sha256"]

# Bytes. From here on OpenSSL, which knows the processor's own instructions for it, wins back more than loading it takes.
_LARGE = 1 << 18


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    if len(data) < _LARGE:
        try:
            if sys.version_info >= (3, 12):
                from _sha2 import sha256  # noqa: PLC0415 - no answer that is ready needs it
            else:
                from _sha256 import sha256  # noqa: PLC0415 - as above
        except ImportError:
            from hashlib import sha256  # noqa: PLC0415 - a Python without them
    else:
        from hashlib import sha256  # noqa: PLC0415 - see above
    return str(sha256(data).hexdigest())
