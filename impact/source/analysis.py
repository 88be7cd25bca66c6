"""What a Python source says, as values: its blocks, its module level, its docstrings; and their text form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

FORMAT = 6
"""Raised whenever the text form changes, or the meaning of a fingerprint or of the mentions; then the map drops what it
keeps of sources (`impact.map.schema`)."""

MAKES_CLASS = "class"
MAKES_ANY_CLASS = "class ?"
CALLS_ANY = "call ?"
TAKES = "take ?"


class Block(NamedTuple):
    """One function or method: what runs when it is entered.

    - `name` is unique in the file: the qualname; the second, third… of one qualname end in "#2", "#3".
    - `qualname` and `line` are `co_qualname` and `co_firstlineno` of its code object.
    - `fingerprint` is of the body alone: without docstring, without the bodies of nested functions.
    - `imports` are those of the body: "a.b" for `import a.b`, "a.b:c" for `from a.b import c`, with leading dots if
      relative, "a.b:*" for a star.
    - `mentions` are the identifiers in the body, those that strings spell (`impact.source.spelling`) included;
      MAKES_CLASS if it derives a class, MAKES_ANY_CLASS besides if it does so from one that it is given, and from
      others; CALLS_ANY if it calls what it was given, or found in a variable or an attribute; TAKES if it has
      parameters besides the object or class whose method it is.
    """

    name: str
    qualname: str
    line: int
    fingerprint: str
    imports: tuple[str, ...]
    mentions: frozenset[str]


class Sort(StrEnum):
    """What sort of statement the module level holds."""

    DEF = "def"
    CLASS = "class"
    """The header of a class: decorators, bases, keywords. What its body holds are statements of their own."""
    IMPORT = "import"
    ASSIGNMENT = "assignment"
    OTHER = "other"


class Statement(NamedTuple):
    """One statement of the module, or of the body of a class that stands in no function.

    - `owner` is "" or the name of the class: its qualname; for the second class of one qualname with "#2" at the end.
    - `binds` are the names that it binds, or unbinds, in the owner.
    - `pure` says that its effect can't leave these names (design, section 4). For a class header, that holds only if
      its `bases` are known to do nothing when they are derived from.
    - `imports` are written as in a block.
    - `bases` are where the base classes come from: "a.b.C" through an import, "builtins.dict", "Local.Inner" for a
      class of the module, "?" for what no name leads to.
    - `calls` are the names that it mentions only to call them: `X = C()` does not hand C to anybody.
    - `label` tells a reader which statement it is; two versions may differ in nothing else.
    """

    owner: str
    sort: Sort
    fingerprint: str
    binds: tuple[str, ...]
    mentions: frozenset[str]
    pure: bool
    imports: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """One source, known by its parts.

    - `level` is the fingerprint of the module level: all statements in order, without docstrings and function bodies.
    - `documentation` is the fingerprint of all docstrings and whose they are.
    - `imports` are those of the module level and of class bodies.
    - `handed` is what is imported anywhere and used as a value (`impact.source.handing`).

    What stands under `if TYPE_CHECKING:` is never executed, and is in none of them.
    """

    blocks: tuple[Block, ...]
    level: str
    documentation: str
    imports: tuple[str, ...]
    statements: tuple[Statement, ...]
    handed: tuple[str, ...]

    def to_text(self) -> str:
        """Return compact JSON that `from_text` reads; each distinct identifier is written once."""
        words: dict[str, int] = {}

        def refer(texts: Any) -> list[int]:
            return [words.setdefault(text, len(words)) for text in texts]

        blocks = [
            [each.name, each.qualname, each.line, each.fingerprint, refer(each.imports), refer(sorted(each.mentions))]
            for each in self.blocks
        ]
        statements = [
            [
                each.owner,
                each.sort.value,
                each.fingerprint,
                refer(each.binds),
                refer(sorted(each.mentions)),
                int(each.pure),
                refer(each.imports),
                refer(each.bases),
                refer(each.calls),
                each.label,
            ]
            for each in self.statements
        ]
        imports, handed = refer(self.imports), refer(self.handed)
        whole = [FORMAT, list(words), self.level, self.documentation, imports, handed, blocks, statements]
        # `words` is still filled while `whole` is built: the list of it must be taken last.
        whole[1] = list(words)
        return json.dumps(whole, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Analysis:
        """Return what `to_text` wrote; raises ValueError for anything else, since maps come from elsewhere."""
        try:
            whole = json.loads(text)
        except RecursionError:
            raise ValueError("no analysis: nested too deeply") from None
        match whole:
            case [
                int(version),
                list(words),
                str(level),
                str(documentation),
                list(imports),
                list(handed),
                list(blocks),
                list(statements),
            ] if version == FORMAT:
                spell = _Speller(words)
                return cls(
                    blocks=tuple(_read_block(each, spell) for each in blocks),
                    level=level,
                    documentation=documentation,
                    imports=spell(imports),
                    handed=spell(handed),
                    statements=tuple(_read_statement(each, spell) for each in statements),
                )
        raise ValueError("no analysis of this version")


class _Speller:
    """Turns the numbers of a text form into the identifiers that they stand for."""

    def __init__(self, words: list[Any]) -> None:
        if not all(type(word) is str for word in words):
            raise ValueError("no analysis: an identifier is no text")
        self._words: list[str] = words

    def __call__(self, numbers: list[Any]) -> tuple[str, ...]:
        if not numbers:
            return ()
        try:
            if min(numbers) >= 0:
                return tuple(map(self._words.__getitem__, numbers))
        except (TypeError, IndexError):
            pass
        raise ValueError("no analysis: an identifier is missing")


def _read_block(value: Any, spell: _Speller) -> Block:
    match value:
        case [str(name), str(qualname), int(line), str(fingerprint), list(imports), list(mentions)]:
            return Block(name, qualname, line, fingerprint, spell(imports), frozenset(spell(mentions)))
    raise ValueError("no analysis: a block is malformed")


def _read_statement(value: Any, spell: _Speller) -> Statement:
    match value:
        case [
            str(owner),
            str(sort),
            str(fingerprint),
            list(binds),
            list(mentions),
            int(pure),
            list(imports),
            list(bases),
            list(calls),
            str(label),
        ]:
            return Statement(
                owner,
                Sort(sort),
                fingerprint,
                spell(binds),
                frozenset(spell(mentions)),
                bool(pure),
                spell(imports),
                spell(bases),
                spell(calls),
                label,
            )
    raise ValueError("no analysis: a statement is malformed")
