"""Taking six out of one source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.importing import NotRemovable, without
from codemods.names.scopes import Import
from codemods.six.classes import CLASS_NAMES, UNICODE, replace_in_class
from codemods.six.imports import successor
from codemods.six.tables import after_six
from codemods.six.uses import GROUP, Undecided, Use, Uses
from codemods.sources.python import Python

_OTHER_HOMES = {"django.utils.encoding.python_2_unicode_compatible": UNICODE}


def remove_six(source: Python) -> tuple[list[Edit], list[Left]]:
    """Return the edits, and the uses that were left alone; an import stays as long as one of its uses does."""
    imports = [each for each in source.names.imports if _is_six(each)]
    successors = {each: successor(source, each) for each in imports}
    uses = Uses(source)
    edits: list[Edit] = []
    left: list[Left] = []
    kept: set[Import] = set()
    for reference in source.names.references:
        found, mixed = source.names.sources(reference)
        mine = [each for each in found if each in successors]
        if not mine or all(successors[each] is not None for each in mine):
            continue
        try:
            if mixed or len(mine) < len(found):
                raise Undecided(f"{reference.root.id} may mean something else, too")
            meaning = next(iter(source.names.meanings(reference)))
            call = source.parents.get(reference.node)
            called = call if isinstance(call, ast.Call) and call.func is reference.node else None
            use = Use(reference, after_six(meaning) or _OTHER_HOMES.get(meaning, ""), called)
            edits += list(replace_in_class(source, use) if use.name in CLASS_NAMES else uses.replace(use))
        except Undecided as reason:
            left.append(Left(reference.root.lineno, f"{'.'.join(reference.parts)} stays: {reason}"))
            kept.update(mine)
    try:
        edits += list(_imports(source, successors, kept, uses.needed))
    except NotRemovable as fault:
        return [], [*left, Left(1, f"six stays: {fault}")]
    return edits, left


def _is_six(imported: Import) -> bool:
    target = imported.target or ""
    name = after_six(target + ".")
    return (name is not None or target in _OTHER_HOMES) and imported.bound != "*"


def _imports(
    source: Python, successors: dict[Import, str | None], kept: set[Import], needed: set[str]
) -> Iterator[Edit]:
    """Yield the edits of the import statements; each successor stands where its statement stood."""
    statements: dict[ast.Import | ast.ImportFrom, list[Import]] = {}
    for imported in successors:
        statements.setdefault(imported.statement, []).append(imported)
    plain: list[Import] = []
    for statement, mine in statements.items():
        lines = [line for each in mine for line in (successors[each] or "").split("\n") if line]
        going = [each for each in mine if successors[each] is not None or _may_go(source, each, kept)]
        if not lines:
            plain += going
            continue
        start, end = source.span(statement)
        before = source.text[source.places.line_start(start) : start]
        joint = "; " if before.strip() else source.newline + before
        if len(going) == len(statement.names):
            yield Edit(start, end, joint.join(dict.fromkeys(lines)), GROUP)
        else:
            yield Edit(start, start, "".join(line + joint for line in dict.fromkeys(lines)), GROUP)
            yield from without(source, going, GROUP)
    if plain or needed:
        yield from without(source, plain, GROUP, sorted(needed))


def _may_go(source: Python, imported: Import, kept: set[Import]) -> bool:
    return imported not in kept and any(True for _ in source.names.uses(imported))
