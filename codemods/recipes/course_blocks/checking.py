"""What is wrong among the transformers of a tree, and no single file can tell."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from codemods.names.dotted import first_part, last_part, parent
from codemods.plans.model import Noted
from codemods.recipes.course_blocks.declaring.model import EntryPoint
from codemods.recipes.course_blocks.landscape import Found, Landscape, Module
from codemods.recipes.course_blocks.lists import field_names
from codemods.recipes.course_blocks.rephrasing import FILTERS
from codemods.recipes.course_blocks.runtime import FIELDS, TRANSFORMERS
from codemods.recipes.course_blocks.transformers import Function, own_method
from codemods.recipes.course_blocks.writing import XBLOCK, Access, accesses


def faults(landscape: Landscape, entry_points: Iterable[EntryPoint], registry: str) -> list[Noted]:
    """Return the faults, sorted by place.

    `registry` is the group in which every entry point must lead to the class of a transformer.
    """
    points = list(entry_points)
    found = [
        *_names(landscape),
        *_fields(landscape),
        *_served(landscape, points),
        *_targets(landscape, points, registry),
        *_orders(landscape, points),
        *_unrun(landscape),
    ]
    return sorted(set(found))


def _at(found: Found, line: int, reason: str) -> Noted:
    return Noted(found.module.path, line, reason)


def _names(landscape: Landscape) -> Iterator[Noted]:
    """Two transformers of one name share what was collected."""
    by_label: dict[str, list[Found]] = defaultdict(list)
    for found in landscape.transformers:
        label = found.transformer.label()
        if label is not None and own_method(found.transformer.node, "name") is not None:
            by_label[label].append(found)
    for label, several in by_label.items():
        first, *others = several
        for found in others:
            names = f"{found.transformer.name} and {first.dotted}"
            yield _at(found, found.transformer.node.lineno, f"{names} have the name {label!r}, and so the same data")


def _fields(landscape: Landscape) -> Iterator[Noted]:
    """Two write one field; a filter reads what another writes when it transforms."""
    every = [access for found in landscape.transformers for access in accesses(landscape, found)]
    written: dict[tuple[str, str], list[Access]] = defaultdict(list)
    for access in every:
        if access.is_write:
            written[access.owner, access.field].append(access)
    for (owner, field), several in written.items():
        first = several[0]
        for other in {each.found.dotted: each for each in several if each.found != first.found}.values():
            whose = XBLOCK if owner == XBLOCK else f"the field of {owner!r},"
            reason = f"{other.found.transformer.name} writes {whose} {field!r}, and so does {first.found.dotted}"
            yield _at(other.found, other.line, reason)
    for access, writer in late_reads(every):
        if own_method(access.found.transformer.node, FILTERS) is not None:
            reader = access.found.transformer.name
            reason = f"the filter of {reader} reads {access.field!r}, which {writer} writes after all filters have run"
            yield _at(access.found, access.line, reason)


def late_reads(every: Iterable[Access]) -> Iterator[tuple[Access, str]]:
    """Yield where a transformer reads a field that another writes when it transforms, and the name of the latter."""
    known = list(every)
    written = {(each.owner, each.field): each for each in known if each.is_write and not each.collects}
    for access in known:
        other = written.get((access.owner, access.field))
        if not access.is_write and not access.collects and other is not None and other.found != access.found:
            yield access, other.found.dotted


def _served(landscape: Landscape, points: list[EntryPoint]) -> Iterator[Noted]:
    """Two fields are served under one name."""
    taken: dict[str, Noted] = {}
    for module, line, name in field_names(landscape, points):
        here = Noted(module.path, line, "")
        other = taken.setdefault(name, here)
        if other != here:
            yield Noted(module.path, line, f"two fields are served as {name!r}: see {other.path}:{other.line}")


def _targets(landscape: Landscape, points: list[EntryPoint], registry: str) -> Iterator[Noted]:
    """An entry point leads to nothing, or to what can't be there."""
    groups = {registry, *(group for group, _, _, _ in _plugged(landscape))}
    for point in points:
        if point.group not in groups:
            continue
        reason = _wrong(landscape, point, point.group == registry)
        if reason is not None:
            yield Noted(point.path, point.line, f"the entry point {point.name} of {point.group} leads to {reason}")


def _wrong(landscape: Landscape, point: EntryPoint, must_be_class: bool) -> str | None:
    if landscape.transformer(point.dotted) is not None:
        return None
    module = landscape.module(parent(point.dotted))
    if module is None:
        inside = landscape.has_package(first_part(point.dotted))
        return f"{point.target}, and there is no such module" if inside else None
    name = last_part(point.dotted)
    node = next((each for each in module.source.tree.body if getattr(each, "name", None) == name), None)
    if isinstance(node, ast.ClassDef):
        return f"{point.target}, which is no transformer" if not node.bases else None
    if node is None and module.source.names.top.binds(name):
        imported = module.source.names.top.imports.get(name)
        return None if imported or not must_be_class else f"{point.target}, which is no class"
    if node is None:
        return f"{point.target}, and there is no {name} in that module"
    return f"{point.target}, which is no class" if must_be_class and isinstance(node, Function) else None


def _plugged(landscape: Landscape) -> Iterator[tuple[str, list[str], Module, int]]:
    """Yield the group of each list that entry points fill, the names in its order, and where it is."""
    for module in landscape.modules:
        for node in ast.walk(module.source.tree):
            match node:
                case ast.Call(
                    func=ast.Name(id=called),
                    args=[ast.Constant(value=str() as group), ast.List() | ast.Tuple() as order, *_],
                ) if called in (TRANSFORMERS, FIELDS):
                    names = [str(each.value) for each in order.elts if isinstance(each, ast.Constant)]
                    yield group, names, module, node.lineno


def _orders(landscape: Landscape, points: list[EntryPoint]) -> Iterator[Noted]:
    """The order of a list names what nobody declares."""
    known = {(each.group, each.name) for each in points}
    for group, names, module, line in _plugged(landscape):
        for name in names:
            if (group, name) not in known:
                yield Noted(module.path, line, f"{group} has no entry point {name}, which the order of this list names")


def _unrun(landscape: Landscape) -> Iterator[Noted]:
    """A transform() below a filtering transformer is never called."""
    for found in landscape.transformers:
        method = own_method(found.transformer.node, "transform")
        if method is not None and found.transformer.mixes_in():
            yield _at(found, method.lineno, f"{found.transformer.name}.transform() is not called in a list: it filters")
