"""Needles: words as whole words, in any bytes."""

from __future__ import annotations

import pytest

from codemods.needles import Needles, all_words, mentions, words


@pytest.mark.parametrize(
    ("raw", "found"),
    [(b"six", True), (b" six.", True), (b"sixth", False), (b"_six", False), (b"\xe9six", False), (b"nose", True)],
)
def test_words(raw: bytes, found: bool) -> None:
    assert words("six", "nose").found_in(raw) is found


def test_groups_and_none() -> None:
    assert all_words(["a"], ["b", "c"]).found_in(b"a c")
    assert not all_words(["a"], ["b", "c"]).found_in(b"a ac")
    assert Needles().found_in(b"")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"import os, student", True),
        (b"from student import x", True),
        (b"from  student.x import y", True),
        (b"patch('student.x')", True),
        (b"'student'", True),
        (b"'student:x'", True),
        (b"the student said", False),
        (b"student_id = student", False),
        (b"import students", False),
        (b"student.\nNext", False),
    ],
)
def test_mentions(raw: bytes, found: bool) -> None:
    assert mentions("student").found_in(raw) is found
