"""The entry points that a plan adds, gathered by the files that declare them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from codemods.model import Edit
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.declaring.finding import declaration_for
from codemods.recipes.course_blocks.declaring.model import Declaration, Undeclarable
from codemods.recipes.course_blocks.landscape import Found, Landscape, Module


class Registrations:
    """Entry points to be added to the projects of a tree; `registry` is the group in which every transformer is."""

    def __init__(self, tree: Tree, landscape: Landscape, registry: str) -> None:
        self._tree, self._landscape, self._registry = tree, landscape, registry
        self._files: dict[str, Declaration] = {}
        self._wanted: dict[str, dict[str, dict[str, str]]] = {}

    def declare(self, module: Module, group: str, targets: Mapping[str, str]) -> None:
        """Have the project of a module declare entry points: targets by name.

        :raises Undeclarable: if it can't.
        """
        file = self._file(module)
        known = {each.name: each.target for each in file.entry_points() if each.group == group}
        wanted = self._wanted.setdefault(file.path, {}).setdefault(group, {})
        for name, target in targets.items():
            other = known.get(name) or wanted.get(name) or target
            if other != target:
                raise Undeclarable(f"{group} has an entry point {name} already, which leads to {other}")
        fresh = {name: target for name, target in targets.items() if name not in known}
        file.add({group: fresh})  # to learn now whether it can be done
        wanted.update(fresh)

    def register(self, found: Found, label: str) -> None:
        """See that the registry leads to the class of a transformer.

        :raises Undeclarable: if it can't.
        """
        known = [each for each in self._file(found.module).entry_points() if each.group == self._registry]
        if not any(self._landscape.transformer(each.dotted) == found for each in known):
            self.declare(found.module, self._registry, {label: f"{found.module.name}:{found.transformer.name}"})

    def saved(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return what is gathered so far, to come back to."""
        return deepcopy(self._wanted)

    def restore(self, saved: dict[str, dict[str, dict[str, str]]]) -> None:
        """Come back to what was gathered earlier."""
        self._wanted = saved

    def edits(self) -> dict[str, tuple[Edit, ...]]:
        """Return the edits by path."""
        wanted = {
            path: {group: each for group, each in groups.items() if each} for path, groups in self._wanted.items()
        }
        return {path: tuple(self._files[path].add(groups)) for path, groups in wanted.items() if groups}

    def _file(self, module: Module) -> Declaration:
        found = declaration_for(self._tree, module.path)
        if found is None:
            raise Undeclarable(f"no setup.py, setup.cfg or pyproject.toml above {module.path} declares a project")
        return self._files.setdefault(found.path, found)
