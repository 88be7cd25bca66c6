"""What a new module must import to have the names that a view's module has."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from codemods.names.dotted import last_part, parent
from codemods.recipes.legacy_frontend.views.model import View


def borrowed(view: View, names: Iterable[str], module: str) -> Iterator[tuple[str, str]]:
    """Yield module and name (maybe with `as`; "" for the module of a plain import) of what names need.

    :param module: the dotted name by which the new module imports the view's.
    """
    for name in names:
        imports = view.source.names.top.imports.get(name, [])
        if len(imports) != 1 or name in view.source.names.top.others:
            yield module, name
            continue
        [imported] = imports
        target = imported.target or ""
        if isinstance(imported.statement, ast.Import) or not target:
            yield (
                ("", target if imported.bound == target.partition(".")[0] else f"{target} as {name}")
                if target
                else (module, name)
            )
        else:
            last = last_part(target)
            yield parent(target), last if last == name else f"{last} as {name}"
