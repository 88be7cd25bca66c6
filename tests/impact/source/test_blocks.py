"""Code objects find their blocks."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from types import CodeType

import pytest

from impact.source.blocks import BlockIndex, block_at
from impact.source.reader import analyse

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = [
    *sorted(LIBRARY.glob("[a-d]*.py")), *sorted(LIBRARY.glob("asyncio/*.py")), *sorted(LIBRARY.glob("unittest/*.py")),
]  # fmt: skip
IS_FUNCTION = 0x02  # CO_NEWLOCALS: set for all but modules and class bodies


def owners(code: CodeType, around: CodeType | None) -> list[tuple[CodeType, CodeType | None]]:
    """Return all code objects in one, each with that of the `def` which it belongs to."""
    found: list[tuple[CodeType, CodeType | None]] = []
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_def = inner.co_flags & IS_FUNCTION and not inner.co_name.startswith("<")
            owner = inner if is_def else around
            found += [(inner, owner), *owners(inner, owner)]
    return found


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_code_object_finds_its_block(path: Path) -> None:
    source = path.read_bytes()
    index = BlockIndex(analyse(source))
    for code, owner in owners(compile(source, str(path), "exec", dont_inherit=True), None):
        block = index.at(code.co_qualname, code.co_firstlineno)
        present = (block.qualname, block.line) if block else None
        assert present == ((owner.co_qualname, owner.co_firstlineno) if owner else None), code


def test_names_are_unique() -> None:
    for path in MODULES[:40]:
        names = [block.name for block in analyse(path.read_bytes()).blocks]
        assert len(names) == len(set(names))


def test_code_from_elsewhere_has_no_block() -> None:
    analysis = analyse(b"def f(): pass\n\ndef g(): pass\n")
    assert block_at(analysis, "f", 1) == analysis.blocks[0]
    assert block_at(analysis, "f", 2) is None
    assert block_at(analysis, "f", 3) is None
    assert block_at(analysis, "<lambda>", 1) is None
    assert block_at(analysis, "g.<locals>.<lambda>", 9) == analysis.blocks[1]
