"""Bytecode that Python would load although its source has changed."""

from __future__ import annotations

import os
import py_compile
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import cache_from_source, spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

from impact.pycache import as_its_source, forget_bytecode, forget_older_bytecode

SECOND = 1_700_000_000_000_000_000
"""A whole second, in nanoseconds since 1970."""


@pytest.fixture(name="source")
def _source(tmp_path: Path) -> Path:
    source = tmp_path / "code.py"
    source.write_text("a = 1\n")
    stamp(source, SECOND + 200)
    cache = Path(py_compile.compile(str(source), doraise=True) or "")
    stamp(cache, SECOND + 500)
    return source


def stamp(path: Path, when: int) -> None:
    os.utime(path, ns=(when, when))


def is_cached(source: Path) -> bool:
    return Path(cache_from_source(str(source))).exists()


@pytest.mark.parametrize(
    ("written", "content", "kept"),
    [
        (SECOND + 200, "a = 1\n", True),  # as it was compiled
        (SECOND + 900, "a = 2\n", False),  # edited in the second in which it was compiled
        (SECOND + 500, "a = 2\n", False),  # in the same tick of the clock
        (SECOND + 900, "a = 20\n", True),  # another size: Python sees it
        (SECOND + 2 * 10**9, "a = 2\n", True),  # another second: Python sees it
    ],
)
def test_bytecode_older_than_its_source_is_forgotten(source: Path, written: int, content: str, kept: bool) -> None:
    source.write_text(content)
    stamp(source, written)
    assert forget_older_bytecode([str(source)]) == (not kept)
    assert is_cached(source) == kept


def test_what_is_no_source_is_passed_over(source: Path, tmp_path: Path) -> None:
    assert forget_older_bytecode([str(tmp_path / "absent.py"), str(tmp_path)]) == 0
    assert is_cached(source)


def test_a_source_known_to_have_changed_forgets_whatever_python_would_load(source: Path) -> None:
    assert not forget_bytecode(str(source), SECOND + 500)
    assert is_cached(source)
    assert forget_bytecode(str(source))
    assert not is_cached(source)
    assert not forget_bytecode(str(source))


def load(source: Path) -> tuple[CodeType, ModuleSpec]:
    """Return a module's code as Python finds it, and its spec."""
    spec = spec_from_file_location("code_under_test", source)
    assert spec is not None
    assert isinstance(spec.loader, SourceFileLoader)
    code = spec.loader.get_code("code_under_test")
    assert code is not None
    return code, spec


def run(code: CodeType) -> object:
    namespace: dict[str, object] = {}
    exec(code, namespace)
    return namespace["a"]


def test_code_of_an_older_version_is_made_anew(source: Path) -> None:
    source.write_text("a = 2\n")
    stamp(source, SECOND + 900)
    code, spec = load(source)
    assert run(code) == 1, "Python sees the edit by itself: nothing is shown here"
    assert run(as_its_source(code, spec)) == 2
    assert not is_cached(source)


def test_code_of_the_present_version_is_left(source: Path) -> None:
    code, spec = load(source)
    assert as_its_source(code, spec) is code
    assert as_its_source(code, None) is code
    Path(cache_from_source(str(source))).unlink()
    assert as_its_source(code, spec) is code
    source.unlink()
    assert as_its_source(code, spec) is code


def test_a_source_that_can_no_longer_be_compiled_raises(source: Path) -> None:
    code, spec = load(source)
    source.write_text("a = (\n")
    stamp(source, SECOND + 900)
    with pytest.raises(SyntaxError):
        as_its_source(code, spec)
