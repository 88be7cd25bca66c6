"""The strings of a source, each with what it is used for, as far as its place tells."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property

from codemods.names.dotted import chain

PATH, MESSAGE, PROSE, COMPUTED, APPLICATION, PLAIN = "path", "message", "prose", "computed", "application", "plain"
LABEL, TABLE = "label", "table"
"""What a string may be: the path of a module or of something in one; text that is translated; a docstring; one that
a name is made of at run time; an entry in a list of applications, or the path of one; anything else; the label of an
application; a table, column or index of a database."""

_PATH_TAKERS = frozenset(
    "patch import_module __import__ import_string import_by_path get_class get_classes import_from_cache include"
    " patterns reload_module importorskip load_dotted resolve_name import_object".split()
)
"""Functions whose first argument names a module, or something in one, by its path."""
_MESSAGE_TAKERS = frozenset(
    "_ gettext ugettext ngettext ungettext pgettext gettext_lazy ugettext_lazy ngettext_lazy gettext_noop".split()
)
_ATTRIBUTE_TAKERS = frozenset({"setattr", "delattr"})
"""`monkeypatch.setattr("a.b.c", value)`; with three arguments the first is an object."""
_APPLICATIONS = ("INSTALLED_APPS", "OPTIONAL_APPS")
_LABELS = frozenset({"app_label"})
_TABLES = frozenset({"db_table", "db_column", "db_tablespace"})
_CONFIGURATION = re.compile(r"\w*AppConfig")
_LOOKED_THROUGH = (ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp, ast.BoolOp, ast.BinOp, ast.keyword)

Trail = tuple[ast.AST, "Trail"] | None
"""What a node stands in, and what that stands in, up to the module."""


class Literal:
    """A string constant."""

    def __init__(self, node: ast.Constant, value: str, trail: Trail) -> None:
        self.node, self.value, self.trail = node, value, trail

    @cached_property
    def use(self) -> str:
        """What it is used for, one of the constants above."""
        child: ast.AST = self.node
        trail = self.trail
        while trail is not None:
            around, trail = trail
            use = _use(child, around, direct=child is self.node)
            if use == PLAIN and isinstance(around, ast.Assign) and child is self.node:
                use = _use_in_configuration(around, trail)
            if use is not None:
                return use
            if not isinstance(around, _LOOKED_THROUGH):
                return PLAIN
            child = around
        return PLAIN


@dataclass(frozen=True, slots=True)
class Literals:
    """All strings of a source, docstrings among them."""

    found: tuple[Literal, ...]

    def holding(self, *texts: str) -> list[Literal]:
        """Return the strings that hold one of the texts, in the order of the source."""
        held = [each for each in self.found if any(text in each.value for text in texts)]
        return sorted(held, key=lambda each: (each.node.lineno, each.node.col_offset))


def find_literals(tree: ast.Module) -> Literals:
    """Find the strings of a tree."""
    found: list[Literal] = []
    stack: list[tuple[ast.AST, Trail]] = [(tree, None)]
    pop, push = stack.pop, stack.append
    while stack:
        node, trail = pop()
        if type(node) is ast.Constant:
            if type(node.value) is str:
                found.append(Literal(node, node.value, trail))
            continue
        inner: Trail = (node, trail)
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for each in value:
                    if isinstance(each, ast.AST):
                        push((each, inner))
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                push((value, inner))
    return Literals(tuple(found))


def _use(child: ast.AST, around: ast.AST, direct: bool) -> str | None:
    """Return the use that one surrounding node tells of, None where the next one may tell more."""
    match around:
        case ast.Expr():
            return PROSE if direct else PLAIN
        case ast.JoinedStr():
            return COMPUTED
        case ast.BinOp(op=ast.Mod() | ast.Add()) if direct:
            return COMPUTED
        case ast.Attribute(attr="format"):
            return COMPUTED
        case ast.Call():
            return _use_in_call(child, around)
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
            return _use_of_target(around)
        case ast.keyword(arg=str(name)) if direct and name in _TABLES | _LABELS:
            return LABEL if name in _LABELS else TABLE
    return None


def _use_in_call(child: ast.AST, call: ast.Call) -> str:
    taker = taker_of(call)
    if taker in _MESSAGE_TAKERS:
        return MESSAGE
    is_first = bool(call.args) and child is call.args[0]
    if taker in _ATTRIBUTE_TAKERS:
        return PATH if is_first and len(call.args) < 3 else PLAIN
    if taker in _PATH_TAKERS:
        named = isinstance(child, ast.keyword) and child.arg in ("target", "name", "in_dict")
        return PATH if is_first or named else PLAIN
    return PLAIN


def taker_of(call: ast.Call) -> str:
    """Return the last name of what is called; `patch` for `patch.dict` and `patch.multiple`, too."""
    function = call.func
    found = chain(function)
    if found is None:
        return function.attr if isinstance(function, ast.Attribute) else ""
    parts = found[1]
    return "patch" if "patch" in parts[-2:-1] and parts[-1] in ("dict", "multiple") else parts[-1]


def is_path_taker(call: ast.Call) -> bool:
    """Whether the first argument of a call names a module, or something in one, by its path."""
    return taker_of(call) in _PATH_TAKERS


def _targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> list[str]:
    """Return the last names of what is assigned to."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [found[1][-1] for found in map(chain, targets) if found is not None]


def _use_of_target(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> str:
    for name in _targets(node):
        if name.endswith(_APPLICATIONS):
            return APPLICATION
        if name in _LABELS:
            return LABEL
        if name in _TABLES:
            return TABLE
    return PLAIN


def _use_in_configuration(node: ast.Assign, trail: Trail) -> str:
    """Return what a string is in Django's configuration of an application: `name` is its path, `label` stays."""
    around = trail[0] if trail is not None else None
    if not isinstance(around, ast.ClassDef):
        return PLAIN
    bases = [found[1][-1] for found in map(chain, around.bases) if found is not None]
    if not any(_CONFIGURATION.fullmatch(base) for base in bases):
        return PLAIN
    return {"name": APPLICATION, "label": LABEL}.get((_targets(node) or [""])[0], PLAIN)
