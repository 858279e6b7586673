"""Digests without OpenSSL, which `hashlib` loads: it takes as long as a third of a short command, and 4 MiB."""

try:
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

try:
    from _sha2 import sha256 as _small_sha256  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha256 import sha256 as _small_sha256  # type: ignore[import-not-found]
    except ImportError:
        from hashlib import sha256 as _small_sha256

__all__ = ["blake2b", "sha256"]

# Bytes. From here on OpenSSL, which knows the processor's own instructions for it, wins back more than loading it takes.
_LARGE = 1 << 18


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    if len(data) < _LARGE:
        return str(_small_sha256(data).hexdigest())
    from hashlib import sha256  # noqa: PLC0415 - see above

    return sha256(data).hexdigest()
