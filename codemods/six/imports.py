"""What an import from six becomes."""

from __future__ import annotations

import ast

from codemods.names.scopes import Import
from codemods.six.tables import BUILTINS, NAMES, after_six, moved
from codemods.sources.python import Python


def successor(source: Python, imported: Import) -> str | None:
    """Return the statement that binds the same name to the same thing in Python 3.

    "" where none is needed, since the name is a builtin; None where uses must be replaced one by one.
    """
    name = after_six(imported.target or "")
    if name is None or not isinstance(imported.statement, ast.ImportFrom):
        return None
    if name == "moves.urllib":
        return _urllib(source, imported)
    found = moved(name)
    if found is None and "." in NAMES.get(name, ""):
        module, _, rest = NAMES[name].rpartition(".")
        found = module, rest
    if found is None:
        return None
    module, rest = found
    if not module:
        return "" if rest == imported.bound and rest in BUILTINS else None
    if rest:
        return _from(module, rest, imported.bound)
    if module == imported.bound:
        return f"import {module}"
    package, _, last = module.rpartition(".")
    return _from(package, last, imported.bound) if package else f"import {module} as {imported.bound}"


def _from(module: str, name: str, bound: str) -> str:
    return f"from {module} import {name}" + (f" as {bound}" if bound != name else "")


def _urllib(source: Python, imported: Import) -> str | None:
    """Return the imports of those modules of urllib that are used."""
    if imported.bound != "urllib":
        return None
    used = {reference.parts[1] if len(reference.parts) > 1 else "" for reference in source.names.uses(imported)}
    if not used or not used <= {"parse", "error", "request", "response", "robotparser"}:
        return None
    return "\n".join(f"import urllib.{name}" for name in sorted(used))
