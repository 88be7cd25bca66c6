"""Everything that is packed comes back as it was, and what was never packed is refused."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from impact.map import packing
from impact.map.packing import Unpackable

ANY_TEXT = st.text(st.characters())  # lone surrogates included, as in file names that are not Unicode


@given(st.sets(st.integers(0, 2**63 - 1) | st.integers(0, 300)))
def test_ids_come_back_sorted(ids: set[int]) -> None:
    assert list(packing.unpack_ids(packing.pack_ids(ids))) == sorted(ids)


@given(st.integers(1, 10**9), st.integers(1, 5000))
def test_neighbouring_ids_take_less_than_a_byte_each(first: int, count: int) -> None:
    assert len(packing.pack_ids(range(first, first + count))) <= 60 + 4 * count // 10 + 8 * min(count, 12)


@pytest.mark.parametrize("blob", [b"", b"X123", b"I123", b"h\x00", b"b" + zlib.compress(b"abc")[:-2]])
def test_malformed_ids_are_refused(blob: bytes) -> None:
    with pytest.raises(Unpackable):
        packing.unpack_ids(blob)


def test_a_small_blob_may_not_unpack_to_a_huge_one() -> None:
    huge = zlib.compress(b"0" * 1001)
    assert len(packing.unpack_prose(huge, 1001)) == 1001
    with pytest.raises(Unpackable, match="too large"):
        packing.unpack_prose(huge, 1000)


@given(ANY_TEXT)
@example("\0\x80")  # begins like an escaped text, and is none
def test_texts_come_back_and_sqlite_takes_them(text: str) -> None:
    packed = packing.pack_text(text)
    packed.encode()  # SQLite takes no other
    assert packing.unpack_text(packed) == text
    assert packing.unpack_prose(packing.pack_prose(text)) == text


@given(st.binary(min_size=12, max_size=12).map(bytes.hex) | ANY_TEXT | st.text("0123456789abcdefABCDEF ", min_size=24))
def test_fingerprints_come_back(text: str) -> None:
    assert packing.unpack_digest(packing.pack_digest(text)) == text


@given(ANY_TEXT, ANY_TEXT)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert (packing.pack_text(one) == packing.pack_text(other)) == (one == other)
