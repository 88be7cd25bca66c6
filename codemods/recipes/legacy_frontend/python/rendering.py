"""Finding render calls: what renders a template by name, through Django, Mako's shortcuts, or an XBlock's runtime."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codemods.names.dotted import parent
from codemods.recipes.legacy_frontend.python.bindings import Frame
from codemods.recipes.legacy_frontend.python.generic_views import implied_by_call, implied_by_class
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import ANY, UNKNOWN, Texts

#: Where the template stands among the arguments, and by which keywords it may be given.
RENDERERS: dict[str, tuple[int, tuple[str, ...]]] = {
    "render_to_response": (0, ("template_name", "template")),
    "render_to_string": (0, ("template_name", "template")),
    "render_template": (0, ("template_name", "template", "template_path")),
    "render_django_template": (0, ("template_path",)),
    "render_mako_template": (0, ("template_path",)),
    "TemplateResponse": (1, ("template",)),
    "SimpleTemplateResponse": (0, ("template",)),
    "select_template": (0, ("template_name_list",)),
    "lookup_template": (1, ("name",)),
    "render": (1, ("template_name",)),
    "get_template": (0, ("template_name", "uri")),
}
_LOADERS = ("loader", "lookup", "engine", "template_loader", "LOOKUP")
#: Attributes of classes that name what their instances render.
ATTRIBUTES = frozenset({"template_name", "mako_template"})
IMPLIED = "implied"
"""How a generic view renders that names no template: it makes the name up, and there may be no such file."""


@dataclass(frozen=True, slots=True)
class Render:
    """One place that renders: `texts` may have holes (see `values`), for which the callers of `owner` know more.

    `is_relayed`: each caller is known, and renders by itself.
    """

    path: str
    line: int
    owner: str
    texts: Texts
    how: str = "render"
    is_relayed: bool = False


def find_renders(
    path: str, places: Mapping[ast.AST, Frame], values: Values, imports: Mapping[str, str]
) -> Iterator[Render]:
    """Yield the render calls of a source, and the classes that name their template."""
    for node, frame in places.items():
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name == "as_view":
                yield from (
                    Render(path, node.lineno, frame.name, values.texts(each.value), "as_view")
                    for each in node.keywords
                    if each.arg in ATTRIBUTES
                )
                yield from _implied(path, node.lineno, frame.name, implied_by_call(node))
            elif name in RENDERERS and _is_renderer(name, node, imports):
                given = argument(node, *RENDERERS[name])
                yield Render(path, node.lineno, frame.name, values.texts(given) if given is not None else UNKNOWN)
        elif isinstance(node, ast.ClassDef):
            name = f"{frame.name}.{node.name}".lstrip(".")
            yield from _implied(path, node.lineno, name, implied_by_class(node))
        elif isinstance(node, ast.Return) and frame.name.endswith(".get_template_names") and node.value is not None:
            yield from _named(path, node.lineno, frame, values.texts(node.value))
        elif frame.is_class and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id in ATTRIBUTES:
                    yield from _named(path, node.lineno, frame, values.texts(node.value))


def _named(path: str, line: int, frame: Frame, texts: Texts) -> Iterator[Render]:
    """Yield what a class says of its template, if it says that: it may be a field of a model."""
    if texts and ANY not in texts:
        yield Render(path, line, frame.name, texts, "attribute")


def _implied(path: str, line: int, owner: str, texts: Texts) -> Iterator[Render]:
    if texts:
        yield Render(path, line, owner, texts, IMPLIED)


def argument(node: ast.Call, index: int, keywords: tuple[str, ...]) -> ast.expr | None:
    """Return the argument that stands at a place, or is given by one of some keywords."""
    if index < len(node.args) and not any(isinstance(each, ast.Starred) for each in node.args[: index + 1]):
        return node.args[index]
    return next((each.value for each in node.keywords if each.arg in keywords), None)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_renderer(name: str, node: ast.Call, imports: Mapping[str, str]) -> bool:
    """Whether a call of this name renders: `render` and `get_template` are also names of much else."""
    if name == "render":
        meant = imports.get("render", "") if isinstance(node.func, ast.Name) else dotted(node.func)
        return meant in ("django.shortcuts.render", "shortcuts.render")
    if name == "get_template":
        if isinstance(node.func, ast.Name):
            return imports.get("get_template", "").startswith(("django.template", "edxmako"))
        return parent(dotted(node.func)).rpartition(".")[2] in _LOADERS
    return True
