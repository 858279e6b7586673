"""Digests made without OpenSSL are the same."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milestoned.light.digests import blake2b, sha256


@given(st.binary(max_size=300))
def test_short_bytes(data: bytes) -> None:
    assert sha256(data) == hashlib.sha256(data).hexdigest()
    assert blake2b(data, digest_size=6).hexdigest() == hashlib.blake2b(data, digest_size=6).hexdigest()


@pytest.mark.parametrize("size", [(1 << 18) - 1, 1 << 18, 1 << 20])
def test_a_novel(size: int) -> None:
    data = b"word " * (size // 5) + b"x" * (size % 5)
    assert sha256(data) == hashlib.sha256(data).hexdigest()
