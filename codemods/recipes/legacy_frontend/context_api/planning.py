"""From a view to the plan of its API."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.errors import PlanImpossible
from codemods.model import Edit
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.context_api.borrowing import borrowed
from codemods.recipes.legacy_frontend.context_api.conventions import conventions_of
from codemods.recipes.legacy_frontend.context_api.extracting import Parted, part
from codemods.recipes.legacy_frontend.context_api.guarding import guards_of
from codemods.recipes.legacy_frontend.context_api.inferring import Types
from codemods.recipes.legacy_frontend.context_api.naming import Api, api_of
from codemods.recipes.legacy_frontend.context_api.pages import Exits, exits_of, own_nodes
from codemods.recipes.legacy_frontend.context_api.serializers import Record, record_of
from codemods.recipes.legacy_frontend.context_api.shaping import Shapes, either
from codemods.recipes.legacy_frontend.context_api.templates import context_method, parted_page
from codemods.recipes.legacy_frontend.context_api.wiring import wire
from codemods.recipes.legacy_frontend.context_api.writing import Writing, serializer_text, test_text, view_text
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.views.finding import find_view
from codemods.recipes.legacy_frontend.views.importing import application_name, module_name
from codemods.recipes.legacy_frontend.views.model import Parameters, View, parameters_of
from codemods.recipes.legacy_frontend.views.project import look_at
from codemods.sources.opening import OutOfReach


@dataclass(frozen=True, slots=True)
class Made:
    """How the context of a page is made: the function that does, what it returns as one, and how an API gets at it."""

    function: ast.FunctionDef
    contexts: tuple[ast.expr | None, ...]
    exits: Exits
    parted: Parted
    parameters: Parameters


def plan_api(tree: Tree, name: str) -> Plan:
    """Return the plan of an API for a view.

    :raises CodemodError: if the view is not found, or refused, or files stand in the way.
    """
    view = find_view(tree, name)
    api = api_of(view)
    if tree.exists(api.file("views")):
        return Plan(left=(Noted(api.file("views"), 0, f"{view.name} has an API already"),))
    is_old = look_at(tree).is_old
    made = _made(tree, view, api, is_old)
    guards = guards_of(view, made.function)
    record, unknown = _record(view, made, api, is_old)
    module = _own_module(tree, view, api)
    home = _module_of_view(tree, view, module)
    own = [(home, made.parted.renamed)] if made.parted.renamed else []
    writing = Writing(
        api=api,
        parameters=made.parameters,
        record=record,
        conventions=conventions_of(tree),
        parted=made.parted,
        borrowed=(*own, *borrowed(view, (*made.parted.needs, *guards.names), home)),
        guards=guards,
        is_old=is_old,
        module=module,
    )
    edits = {view.path: _as_text(view, made.parted)} if made.parted.edits else {}
    creations = _creations(tree, writing)
    left = [*_notes(view, made.exits, unknown), *wire(tree, view, writing, edits, creations)]
    return Plan(edits=edits, creations=creations, left=tuple(left))


def _made(tree: Tree, view: View, api: Api, is_old: bool) -> Made:
    if view.answer is None:
        function = context_method(view, is_old)
        contexts = tuple(each.value for each in own_nodes(function) if isinstance(each, ast.Return))
        return Made(function, contexts, Exits((), ()), *parted_page(tree, view, api))
    exits = exits_of(view, view.answer)
    contexts = tuple(page.context for page in exits.pages)
    return Made(view.answer, contexts, exits, part(view, view.answer, exits, api.context), parameters_of(view))


def _as_text(view: View, parted: Parted) -> tuple[Edit, ...]:
    try:
        return view.opened.edits(parted.edits)
    except OutOfReach as fault:
        told = "has syntax of Python 2 in what would have to move"
        raise ViewRefused(view.path, view.name, [(view.node.lineno, told)], "Bring it to Python 3 first.") from fault


def _record(view: View, made: Made, api: Api, is_old: bool) -> tuple[Record, list[tuple[int, str]]]:
    shapes = Shapes(view.source)
    shape = either([shapes.of(context, made.function) for context in made.contexts])
    given = (*made.parameters.required, *made.parameters.optional)
    types = Types(view.source, frozenset(given if is_old else ()))
    return record_of(api.serializer.removesuffix("Serializer"), shape, types, view.source)


def _own_module(tree: Tree, view: View, api: Api) -> str:
    """Return the dotted name of the API's folder as the application would import it; "" for a relative one."""
    if not view.opened.place.package:
        return api.folder.replace("/", ".")
    name = application_name(tree, view)
    return f"{name}.{api.folder.removeprefix(f'{view.application}/').replace('/', '.')}" if name else ""


def _module_of_view(tree: Tree, view: View, module: str) -> str:
    """Return what the API's view module calls the module of the page's view."""
    rest = (
        view.path.removeprefix(f"{view.application}/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    )
    return module_name(tree, view, view.path) if module else f"....{rest}"


def _creations(tree: Tree, writing: Writing) -> dict[str, bytes]:
    api = writing.api
    files = {api.file("serializers"): serializer_text(writing), api.file("views"): view_text(writing)}
    if writing.parted.patched is not None:
        files[api.file("tests")] = test_text(writing, writing.parted.patched)
    for kind in ("serializers", "views", "tests"):
        if tree.exists(f"{api.folder}/{kind}.py"):
            raise PlanImpossible(f"{api.folder}/{kind}.py is a module, and a folder of that name is needed.")
    folder = api.folder.removesuffix("/v1")
    for each in (folder, api.folder, *(f"{api.folder}/{kind}" for kind in ("serializers", "views", "tests"))):
        if not tree.exists(f"{each}/__init__.py"):
            files[f"{each}/__init__.py"] = ""
    return {path: text.encode() for path, text in files.items()}


def _notes(view: View, exits: Exits, unknown: list[tuple[int, str]]) -> Iterator[Noted]:
    for line, reason in unknown:
        yield Noted(view.path, line, f"add what is missing to the serializer: {reason}")
    for other in exits.others:
        yield Noted(view.path, other.lineno, "the API answers here as the page does: see that a program understands it")
    for page in exits.pages:
        around = [each for each in view.source.ancestors(page.statement) if isinstance(each, ast.With | ast.Try)]
        if around:
            yield Noted(
                view.path, page.call.lineno, f"the page is rendered outside of line {around[0].lineno} from now on"
            )
