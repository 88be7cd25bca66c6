"""Names of modules in strings: targets of mocks, settings, models, views, signals, and arguments of importers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from impact.contracts.kinds import FOREIGN_KEY, MOCK, SETTING, SIGNAL, STRING, URLCONF
from impact.contracts.sources.statements import Statement

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField", "get_model"})
_ROUTES = frozenset({"include", "url", "path", "re_path", "patterns"})
_IMPORTERS = frozenset(
    {"import_module", "import_string", "__import__", "import_from_string", "load_object", "find_spec"}
)


def find_strings(tree: ast.Module) -> Iterator[Statement]:
    """Yield the strings of a module that may name a module or what is in it, in the order of the tree.

    Those in assignments on module level to names in capitals are told as settings; whether the module holds settings
    is for the reader to judge.
    """
    for statement in tree.body:
        yield from _settings(statement)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[Statement]:
    parts = _called(node.func)
    last = parts[-1] if parts else ""
    if "patch" in parts[-2:] and last != "object":
        yield from _statements(node.args[:1], MOCK)
    elif last in _RELATIONS:
        yield from _statements([*node.args[:1], *_keyword(node, "to")], FOREIGN_KEY)
    elif last in _ROUTES:
        strings = _statements([*node.args, *_keyword(node, "view")], URLCONF)
        bare = _statements(node.args[:1], URLCONF, _NAME) if last == "patterns" else ()
        yield from (*strings, *bare)
    elif last in _IMPORTERS:
        yield from _statements(node.args[:1], STRING, _NAME)
        yield from _statements(node.args[:1], STRING)
    yield from _statements(_keyword(node, "sender"), SIGNAL)


def _called(function: ast.expr) -> list[str]:
    """Return the parts of a dotted name that is called: `mock.patch.dict` is three."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if isinstance(function, ast.Name):
        parts.append(function.id)
    return parts[::-1]


def _keyword(node: ast.Call, name: str) -> list[ast.expr]:
    return [keyword.value for keyword in node.keywords if keyword.arg == name]


def _settings(statement: ast.stmt) -> Iterator[Statement]:
    if isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if any(isinstance(target, ast.Name) and target.id.isupper() for target in targets):
            for node in ast.walk(statement):
                if isinstance(node, ast.Constant):
                    yield from _statements([node], SETTING, _NAME)
                    yield from _statements([node], SETTING)


def _statements(nodes: list[ast.expr], kind: str, form: re.Pattern[str] = _DOTTED) -> Iterator[Statement]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and form.fullmatch(node.value):
            yield Statement(node.value, node.lineno, kind)
