"""Reading URL confs: each entry with its pattern, its view as it is spelled, its name, and what it includes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.python.bindings import Frame
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import ANY, Texts

_ENTRIES = frozenset({"url", "path", "re_path"})


@dataclass(frozen=True, slots=True)
class UrlEntry:
    """One entry.

    - `view`: the dotted name of the view, behind its wrappers; "" where it can't be told, or for an `include`;
    - `included`: the dotted name of the URL conf that is included, if any;
    - `name`: that for `reverse`; "" for none, and for one that is computed;
    - `wrappers`: what is called around the view, the outermost first; `arguments`: the texts of what it is given;
    - `settings`: names of settings in the entry, such as the address that a redirect leads to.
    """

    path: str
    line: int
    end: int
    pattern: str
    view: str
    name: str = ""
    included: str = ""
    wrappers: tuple[str, ...] = ()
    arguments: tuple[tuple[str, Texts], ...] = ()
    settings: tuple[str, ...] = ()


def find_entries(
    path: str, module: str, places: Mapping[ast.AST, Frame], values: Values, imports: Mapping[str, str]
) -> Iterator[UrlEntry]:
    """Yield the entries of a source that is a URL conf, in their order."""
    prefixes = _prefixes(places, values)
    for node in places:
        if isinstance(node, ast.Call) and dotted(node).rpartition(".")[2] in _ENTRIES and len(node.args) > 1:
            yield _entry(path, module, node, values, imports, prefixes.get(node, ""))


def _prefixes(places: Mapping[ast.AST, Frame], values: Values) -> dict[ast.AST, str]:
    """Return, for the entries in `patterns("prefix", ...)`, the prefix of their views."""
    found: dict[ast.AST, str] = {}
    for node in places:
        if isinstance(node, ast.Call) and dotted(node) == "patterns" and node.args:
            prefix = next(iter(values.texts(node.args[0])), "")
            found.update(dict.fromkeys(node.args[1:], prefix))
    return found


def _entry(path: str, module: str, node: ast.Call, values: Values, imports: Mapping[str, str], prefix: str) -> UrlEntry:
    pattern = next(iter(sorted(values.texts(node.args[0]))), ANY)
    view, wrappers, included, given = "", list[str](), "", list[tuple[str, Texts]]()
    target = node.args[1]
    while isinstance(target, ast.Call):
        name = dotted(target)
        if name.endswith(".as_view"):
            view = _meaning(name.removesuffix(".as_view"), module, imports)
            given += [(each.arg, values.texts(each.value)) for each in target.keywords if each.arg]
            break
        if name == "include" and target.args:
            included = _included(target.args[0], values, imports)
            break
        wrappers.append(name)
        if not target.args:
            break
        target = target.args[-1]
    if isinstance(target, ast.Constant) and isinstance(target.value, str) and not included:
        view = f"{prefix}.{target.value}" if prefix and target.value else target.value
    elif isinstance(target, ast.Name | ast.Attribute):
        view = _meaning(dotted(target), module, imports)
    rest = {each.arg: each.value for each in node.keywords}
    extra = node.args[2] if len(node.args) > 2 else rest.get("kwargs")
    if isinstance(extra, ast.Dict):
        pairs = zip(extra.keys, extra.values, strict=True)
        given += [(str(key.value), values.texts(value)) for key, value in pairs if isinstance(key, ast.Constant)]
    named = node.args[3] if len(node.args) > 3 else rest.get("name")
    name = next(iter(values.texts(named)), "") if named is not None else ""
    name = "" if ANY in name else name
    return UrlEntry(
        path,
        node.lineno,
        node.end_lineno or node.lineno,
        pattern,
        view,
        name,
        included,
        tuple(wrappers),
        tuple(given),
        _settings_in(node),
    )


def _settings_in(node: ast.Call) -> tuple[str, ...]:
    """Return the names of the settings that an entry holds, sorted."""
    names = {dotted(each) for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    return tuple(sorted(each for each in names if each.startswith("settings.")))


def _included(node: ast.expr, values: Values, imports: Mapping[str, str]) -> str:
    if isinstance(node, ast.Tuple) and node.elts:
        node = node.elts[0]
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = dotted(node)
    first, _, rest = name.partition(".")
    return ".".join(filter(None, (imports.get(first, first), rest)))


def _meaning(name: str, module: str, imports: Mapping[str, str]) -> str:
    first, _, rest = name.partition(".")
    meant = imports.get(first, f"{module}.{first}" if module else first)
    return f"{meant}.{rest}" if rest else meant
