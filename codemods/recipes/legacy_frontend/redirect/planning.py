"""From what was asked to a plan: which view, behind which toggle, with which edits and new files."""

from __future__ import annotations

from collections.abc import Iterator

from codemods.errors import PlanImpossible
from codemods.model import Edit
from codemods.names.adding import adding, bound_as, is_free
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.errors import SettingAbsent, ViewRefused
from codemods.recipes.legacy_frontend.redirect.address import Address, address_of
from codemods.recipes.legacy_frontend.redirect.at_url import edits_at
from codemods.recipes.legacy_frontend.redirect.for_good import edits_without_toggle
from codemods.recipes.legacy_frontend.redirect.guards import guards_of, refuse
from codemods.recipes.legacy_frontend.redirect.inside import edits_inside, is_redirected
from codemods.recipes.legacy_frontend.redirect.model import Wanted, called
from codemods.recipes.legacy_frontend.redirect.module import Toggle, body_of, imports_of, new_module
from codemods.recipes.legacy_frontend.redirect.reversing import reversed_by_view
from codemods.recipes.legacy_frontend.redirect.routes import Route, routes_to
from codemods.recipes.legacy_frontend.redirect.toggles import kind_for
from codemods.recipes.legacy_frontend.views.answering import answers_of
from codemods.recipes.legacy_frontend.views.bases import inherited_methods
from codemods.recipes.legacy_frontend.views.finding import find_view
from codemods.recipes.legacy_frontend.views.importing import module_name
from codemods.recipes.legacy_frontend.views.model import View, parameters_of
from codemods.recipes.legacy_frontend.views.project import defines_setting, look_at
from codemods.sources.python import Python


def plan_inside(tree: Tree, wanted: Wanted) -> Plan:
    """Return the plan of stage 1: the toggle, and the redirect inside the view.

    :raises CodemodError: if the view is not found, or refused, or an option makes no sense.
    """
    view = find_view(tree, wanted.view)
    names = called(view.name, view.application)
    if is_redirected(view, names):
        return Plan(left=(Noted(view.path, view.node.lineno, f"{view.name} asks {names.should} already"),))
    inherited = inherited_methods(tree, view)
    answers = answers_of(view, inherited)
    refuse(view, answers, wanted.split, "get" in inherited)
    project = look_at(tree)
    address = address_of(names, wanted.path, parameters_of(view), project.is_old)
    is_defined = defines_setting(tree, wanted.setting)
    setting = f"settings.{wanted.setting}" if is_defined else f"getattr(settings, '{wanted.setting}', None)"
    guards = guards_of(view, answers, wanted.split)
    toggle = Toggle(wanted, names, kind_for(project.has, wanted.toggle), address, setting, guards)
    path = _module_of_toggles(tree, view)
    module = module_name(tree, view, path)
    own = {view.path: view.opened.edits(edits_inside(view, names, address, module))}
    left = tuple(_notes(view, wanted, address, is_defined))
    if not tree.exists(path):
        return Plan(edits=own, creations={path: new_module(toggle).encode()}, left=left)
    return Plan(edits={**own, path: _taking_up(tree, path, toggle)}, left=left)


def plan_at_url(tree: Tree, wanted: Wanted) -> Plan:
    """Return the plan of stage 2: the URL redirects.

    :raises CodemodError: if the view is not found, or refused, or an option makes no sense.
    """
    view = find_view(tree, wanted.view)
    inherited = inherited_methods(tree, view)
    answers = answers_of(view, inherited)
    if not defines_setting(tree, wanted.setting):
        raise SettingAbsent(wanted.setting)
    if answers.signs:
        refuse(view, answers, wanted.split, "get" in inherited)
        return _without_toggle(tree, view, guards_of(view, answers, True))
    if found := list(reversed_by_view(tree, view)):
        told = [(0, f"its URL is asked for by the view itself in {path}:{line}") for path, line in found]
        raise ViewRefused(view.path, view.name, told, "Ask by the URL's name there.")
    routes = list(routes_to(tree, view))
    if not routes:
        left = Noted(view.path, view.node.lineno, f"no URL conf of the tree leads to {view.name}")
        return Plan(left=(left,))
    edits = dict(edits_at(routes, wanted.setting, wanted.path, parameters_of(view)))
    return Plan(edits=edits, left=tuple(_handed_over(view, wanted, routes)))


def _without_toggle(tree: Tree, view: View, guards: tuple[str, ...]) -> Plan:
    """Return the plan for a view that goes on answering what is no page."""
    names = called(view.name, view.application)
    if not is_redirected(view, names):
        raise ViewRefused(view.path, view.name, [(0, f"does not ask {names.should}")], "Run stage 1 first.")
    path = _module_of_toggles(tree, view)
    edits = edits_without_toggle(tree, path, names, guards)
    told = f"{view.name} stays for what is no page: what only the page needs is for a person to take out"
    return Plan(edits={path: edits}, left=(Noted(view.path, view.node.lineno, told),))


def _handed_over(view: View, wanted: Wanted, routes: list[Route]) -> Iterator[Noted]:
    for route in routes:
        if route.entry.wrappers:
            told = ", ".join(route.entry.wrappers)
            yield Noted(route.path, route.call.lineno, f"{told} went with the view: the micro-frontend sees to that")
    told = f"`codemods removal-plan {view.path}::{view.name}` tells what goes with it"
    yield Noted(view.path, view.node.lineno, f"no URL leads to {view.name} any more: {told}")
    told = f"settings.{wanted.setting} is read at start from now on: set it everywhere before this is deployed"
    yield Noted(routes[0].path, routes[0].call.lineno, told)


def _module_of_toggles(tree: Tree, view: View) -> str:
    """Return the file for the toggle: `toggles.py` of the application, unless that is a folder."""
    folder = f"{view.application}/" if view.application else ""
    return f"{folder}mfe_toggles.py" if tree.exists(f"{folder}toggles") else f"{folder}toggles.py"


def _taking_up(tree: Tree, path: str, toggle: Toggle) -> tuple[Edit, ...]:
    """Return the edits that put one more toggle into a module.

    :raises PlanImpossible: if one of the names it takes has another meaning there.
    """
    opened = tree.open(path)
    assert opened is not None
    source = opened.source
    assert isinstance(source, Python)
    edits: list[Edit] = []
    for module, name in imports_of(toggle):
        if bound_as(source, f"{module}.{name}".strip(".")) == name:
            continue
        if not is_free(source, name):
            raise PlanImpossible(f"{path}: {name} has another meaning there; rename that first. Nothing was changed.")
        edits.append(adding(source, module, [name]))
    for name in (toggle.names.constant, toggle.names.should, toggle.names.address):
        if not is_free(source, name):
            raise PlanImpossible(f"{path}: there is a {name} already; remove or rename it first. Nothing was changed.")
    end = len(source.text)
    lead = source.newline * (2 + (not source.text.endswith("\n"))) if source.text.strip() else ""
    text = lead + body_of(toggle).replace("\n", source.newline)
    edits.append(Edit(end, end, text))
    return opened.edits(edits)


def _notes(view: View, wanted: Wanted, address: Address, is_defined: bool) -> Iterator[Noted]:
    line = view.node.lineno
    if wanted.path is None and address.arguments:
        told = ", ".join(address.arguments)
        yield Noted(
            view.path, line, f"{told} will follow settings.{wanted.setting}: say --path if that is not the address"
        )
    if not is_defined:
        yield Noted(
            view.path, line, f"no settings module of the tree defines {wanted.setting}; until one does, nobody is sent"
        )
