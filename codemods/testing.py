"""For the tests of a codemod: before, after and options as text, and every promise of the runner checked on them."""

from __future__ import annotations

import difflib
import textwrap
from pathlib import Path

from codemods.codemod import Bound, Codemod
from codemods.edits import apply
from codemods.model import Changed, Failed, Left, Skipped
from codemods.registry import find, load
from codemods.running.examining import Examined, examine
from codemods.sources.kinds import PYTHON, kind_of
from codemods.sources.opening import Place, decode

_AROUND = "\n\nodd  =  [ 1,2 ,\t3]   # these lines have nothing to do with it\nif odd :\n  print( 'ä' )\n"


def check(codemod: str | Path | Codemod, before: str, after: str, *, path: str = "example.py", **options: str) -> None:
    """Check that a codemod makes `after` of `before`, both dedented.

    Also: a second run changes nothing; unrelated code stays as it is; so do Windows line ends, a byte order mark and a
    missing end of the last line.

    :param codemod: its name, its file, or the codemod itself.
    :param path: what the file is called; its suffix tells the kind.
    :raises AssertionError: with a diff, if something of it does not hold.
    """
    bound = _bound(codemod, options)
    old, new = textwrap.dedent(before), textwrap.dedent(after)
    _equal("change", _run(bound, path, old.encode()), new.encode())
    _equal("second run", _run(bound, path, new.encode()), new.encode())
    _equal("line ends", _run(bound, path, _windows(old)), _windows(new))
    mark = b"\xef\xbb\xbf"
    _equal("byte order mark", _run(bound, path, mark + old.encode()), mark + new.encode())
    if kind_of(path, old.encode()) == PYTHON:
        _equal("unrelated code", _run(bound, path, (old + _AROUND).encode()), (new + _AROUND).encode())
    if not _ends_with_edit(bound, path, old):
        _equal("no last line end", _run(bound, path, old.rstrip("\n").encode()), new.rstrip("\n").encode())


def check_alone(codemod: str | Path | Codemod, source: str, *, path: str = "example.py", **options: str) -> list[str]:
    """Check that a codemod changes nothing of a source, dedented; return the reasons of what it left alone.

    :raises AssertionError: with a diff, if it does.
    """
    bound = _bound(codemod, options)
    raw = textwrap.dedent(source).encode()
    _equal("nothing", _run(bound, path, raw), raw)
    return [left.reason for left in listed(codemod, source, path=path, **options)]


def listed(codemod: str | Path | Codemod, source: str, *, path: str = "example.py", **options: str) -> list[Left]:
    """Return the places of a source, dedented, that a codemod leaves alone, whether it changes others or not."""
    bound = _bound(codemod, options)
    raw = textwrap.dedent(source).encode()
    examined = examine(_place(path), raw, [bound]) if bound.needles.found_in(raw) else Examined(path)
    return [left for _, outcome in examined.outcomes for left in getattr(outcome, "left", ())]


def _bound(codemod: str | Path | Codemod, options: dict[str, str]) -> Bound:
    if isinstance(codemod, Path):
        codemod = load(codemod.stem, str(codemod.resolve()))
    elif isinstance(codemod, str):
        [codemod] = find([codemod])
    return Bound.to(codemod, options)


def _place(path: str) -> Place:
    parts = path.removesuffix(".py").split("/")
    return Place(path, ".".join(parts), ".".join(parts[:-1]))


def _run(bound: Bound, path: str, raw: bytes) -> bytes:
    if not bound.needles.found_in(raw):
        return raw
    examined = examine(_place(path), raw, [bound])
    for name, outcome in examined.outcomes:
        if isinstance(outcome, Skipped | Failed):
            raise AssertionError(f"{name} on {path}: {outcome}")
    if not examined.edits:
        return raw
    decoded = decode(kind_of(path, raw) or "", raw)
    return decoded.encode(apply(decoded.text, examined.edits))


def _windows(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _ends_with_edit(bound: Bound, path: str, old: str) -> bool:
    """Whether an edit reaches the end of the file, so that its last line is the codemod's affair."""
    raw = old.encode()
    examined = examine(_place(path), raw, [bound]) if bound.needles.found_in(raw) else Examined(path)
    edits = [edit for _, outcome in examined.outcomes if isinstance(outcome, Changed) for edit in outcome.edits]
    return any(edit.end >= len(old.rstrip("\n")) for edit in edits)


def _equal(what: str, found: bytes, wanted: bytes) -> None:
    if found == wanted:
        return
    lines = difflib.unified_diff(
        wanted.decode().splitlines(keepends=True), found.decode().splitlines(keepends=True), "wanted", "found"
    )
    raise AssertionError(f"{what}:\n{''.join(lines) or repr(found)}")
