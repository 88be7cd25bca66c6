"""The plan that makes hard-coded transformers pluggable: entry points, factories, lists that name what they hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from codemods.codemod import Options
from codemods.model import Edit
from codemods.names.importing import NotRemovable, without
from codemods.plans.model import Noted, Plan
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks import runtime
from codemods.recipes.course_blocks.declaring.model import Undeclarable
from codemods.recipes.course_blocks.factories import factory_of, field_function, place_above
from codemods.recipes.course_blocks.landscape import Found, Landscape, Module
from codemods.recipes.course_blocks.lists import FIELDS_GROUP, Element, HardCoded, Table, lists_in, tables_in
from codemods.recipes.course_blocks.registering import Registrations
from codemods.recipes.course_blocks.touching import Touched, Touching
from codemods.recipes.course_blocks.unused import unused_imports

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class Unpluggable(Exception):
    """A list that stays as it is, with the reason."""


class Plugging:
    """Makes the plan for one tree."""

    def __init__(self, tree: Tree, options: Options) -> None:
        self._tree, self._options = tree, options
        self._landscape = Landscape(tree)
        self._registry = options["group"]
        self._space = self._registry.rpartition(".")[0]
        self._touching = Touching()
        self._registrations = Registrations(tree, self._landscape, self._registry)
        self._groups: set[str] = set()
        self._left: list[Noted] = []
        self._home: Module | None = None
        self._with_fields = False

    def plan(self) -> Plan:
        """Return the plan."""
        for module in self._landscape.modules:
            if module.is_test:
                continue
            for found in [*lists_in(self._landscape, module), *tables_in(self._landscape, module)]:
                if isinstance(found, Noted):
                    self._left.append(found)
                    continue
                saved, groups = self._registrations.saved(), set(self._groups)
                try:
                    self._plug(found)
                except (Unpluggable, Undeclarable) as reason:
                    self._registrations.restore(saved)
                    self._groups = groups
                    self._left.append(Noted(found.module.path, found.display.lineno, f"the list stays: {reason}"))
        if not self._touching.modules:
            return Plan(left=self._all_left())
        return self._finished()

    def _plug(self, found: HardCoded | Table) -> None:
        module = found.module
        if module.opened.shadow is not None:
            raise Unpluggable("the file is still Python 2")
        if isinstance(found.display, ast.Tuple) and not module.source.segment(found.display).startswith("("):
            raise Unpluggable("it is a tuple without parentheses")
        self._home = self._home or self._landscape.framework or module
        if isinstance(found, HardCoded):
            self._plug_list(found)
        else:
            self._plug_table(found)

    # Lists of transformers

    def _plug_list(self, found: HardCoded) -> None:
        module, source = found.module, found.module.source
        group = self._group(found.label)
        targets: dict[str, str] = {}
        edits: list[Edit] = []
        factories: list[str] = []
        made: set[str] = set()
        taken = self._touching.taken(module)
        registered = {each.found.dotted: self._label(each.found) for each in found.elements}
        for element in found.elements:
            name = _fresh(registered[element.found.dotted], targets)
            if element.call.args or element.call.keywords:
                _check_given(element)
                function = _fresh("make_" + re.sub(r"\W+", "_", name), taken | made)
                made.add(function)
                factories.append(factory_of(source, element, function, name))
                targets[name] = f"{module.name}:{function}"
            else:
                targets[name] = f"{element.found.module.name}:{element.found.transformer.name}"
            edits.append(source.replace(element.call, f'"{name}"'))
        self._registrations.declare(module, group, targets)
        for element in found.elements:
            self._registrations.register(element.found, registered[element.found.dotted])
        given = dict.fromkeys(name for each in found.elements for name in each.given)
        self._wrap(found, edits, runtime.TRANSFORMERS, group, "".join(f", {name}={name}" for name in given))
        touched = self._touching.of(module)
        touched.made |= made
        touched.gone += [each.call for each in found.elements if not (each.call.args or each.call.keywords)]
        if factories:
            touched.edits.append(place_above(source, found.statement, factories))

    def _label(self, found: Found) -> str:
        label = found.transformer.label()
        if label is None:
            raise Unpluggable(f"the name() of {found.transformer.name} is not written out, and it has to stay the same")
        return _NOT_IN_NAMES.sub("_", label)

    # Tables of fields

    def _plug_table(self, found: Table) -> None:
        group = self._group(FIELDS_GROUP)
        source = found.module.source
        targets: dict[str, str] = {}
        edits: list[Edit] = []
        functions: list[tuple[Module, str, str]] = []
        for row in found.rows:
            name = _fresh(_NOT_IN_NAMES.sub("_", row.requested), targets)
            home = row.found.module
            if home.opened.shadow is not None:
                raise Unpluggable(f"{home.path} is still Python 2")
            taken = self._touching.taken(home) | {each for module, each, _ in functions if module is home}
            function = _fresh(re.sub(r"\W+", "_", name) + "_field", taken)
            functions.append((home, function, field_function(self._landscape, found.module, row, function)))
            targets[name] = f"{home.name}:{function}"
            edits.append(source.replace(row.call, f'"{name}"'))
        self._registrations.declare(found.module, group, targets)
        field_type = found.display.elts[0]
        assert isinstance(field_type, ast.Call)
        self._wrap(found, edits, runtime.FIELDS, group, f", {source.segment(field_type.func)}")
        for home, function, text in functions:
            self._touching.of(home).made.add(function)
            self._touching.of(home).appended += text
        self._touching.of(found.module).gone += [row.call for row in found.rows]
        self._with_fields = True

    # What both have in common

    def _wrap(self, found: HardCoded | Table, edits: list[Edit], function: str, group: str, more: str) -> None:
        touched = self._touching.of(found.module)
        start, end = found.module.source.span(found.display)
        before, after = f'{function}("{group}", ', f"{more})"
        if isinstance(found.display, ast.Tuple):
            before, after = f"tuple({before}", f"{after})"
        touched.edits += [Edit(start, start, before), *edits, Edit(end, end, after)]
        touched.needed.add(function)

    def _group(self, label: str) -> str:
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", label).lower()
        if not snake.endswith(("transformers", "fields")):
            snake += "_transformers"
        group = _fresh(f"{self._space}.{snake}" if self._space else snake, self._groups)
        self._groups.add(group)
        return group

    # The whole

    def _finished(self) -> Plan:
        assert self._home is not None
        creations = self._creations(self._home)
        edits: dict[str, tuple[Edit, ...]] = {}
        for touched in self._touching.modules.values():
            edits[touched.module.path] = tuple(self._edits_of(touched))
        edits.update(self._registrations.edits())
        return Plan(edits=edits, creations=creations, left=self._all_left())

    def _all_left(self) -> tuple[Noted, ...]:
        return tuple(sorted({*self._left, *self._landscape.unread}))

    def _creations(self, home: Module) -> dict[str, bytes]:
        folder = home.path.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        loader, setting = self._options["loader"], self._options["setting"]
        made = {f"{prefix}{runtime.MODULE}.py": runtime.plugged_module(loader, setting, self._with_fields)}
        framework = self._landscape.framework
        if self._with_fields and framework is not None:
            parted = "WRITE_VERSION" in framework.source.text
            target = f"{self._made(runtime.EXTRA)}:ExtraFieldsTransformer"
            try:
                self._registrations.declare(home, self._registry, {"extra_fields": target})
            except Undeclarable as fault:
                self._left.append(Noted(home.path, 1, f"nothing collects the fields of {setting}: {fault}"))
            else:
                made[f"{prefix}{runtime.EXTRA}.py"] = runtime.extra_module(framework.name, setting, parted)
        fresh = {path: text.encode() for path, text in made.items() if not self._tree.exists(path)}
        for path, text in made.items():
            if path not in fresh and self._tree.read(path) != text.encode():
                self._left.append(Noted(path, 1, "this file is there already, and is not what would be made"))
        return fresh

    def _made(self, name: str) -> str:
        assert self._home is not None
        package = self._home.source.package
        return f"{package}.{name}" if package else name

    def _edits_of(self, touched: Touched) -> list[Edit]:
        source = touched.module.source
        edits = list(touched.edits)
        needed = ", ".join(sorted(touched.needed))
        lines = [f"from {self._made(runtime.MODULE)} import {needed}"] if needed else []
        going = unused_imports(self._tree, self._landscape, touched.module, touched.gone)
        try:
            edits += without(source, going, "", lines)
        except NotRemovable as reason:
            self._left.append(Noted(touched.module.path, 1, f"the imports stay: {reason}"))
            edits += without(source, [], "", lines)
        if touched.appended:
            end = len(source.text)
            gap = "" if source.text.endswith("\n") else source.newline
            edits.append(Edit(end, end, gap + touched.appended.replace("\n", source.newline)))
        return edits


def _fresh(name: str, taken: Iterable[str]) -> str:
    """Return a name, with a number where it is taken."""
    known = set(taken)
    number, fresh = 2, name
    while fresh in known:
        fresh, number = f"{name}_{number}", number + 1
    return fresh


def _check_given(element: Element) -> None:
    """See that the locals that a factory is given can be handed to it by their names."""
    for name in element.given:
        if name in runtime.TAKEN:
            raise Unpluggable(f"a factory can't be given {name}: what reads entry points has a parameter of that name")


def plan_plugging(tree: Tree, options: Options) -> Plan:
    """Return the plan that makes the transformers of a tree pluggable."""
    return Plugging(tree, options).plan()
