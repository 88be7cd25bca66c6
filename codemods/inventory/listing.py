"""The inventory of a recipe: the things that are to migrate, each with how far it is, and what is wrong among them."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from codemods import recipes
from codemods.codemod import Option, Options
from codemods.inventory.owners import Owners
from codemods.plans.model import Noted
from codemods.plans.tree import Tree


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: where it is, what it is called, its state in each respect, and who owns the file."""

    path: str
    line: int
    name: str
    states: Mapping[str, str]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All things of a recipe in a tree, and its faults."""

    things: tuple[Thing, ...]
    faults: tuple[Noted, ...] = ()

    def owned(self, owners: Owners) -> Listing:
        """Return the same with the owner of each thing."""
        return replace(self, things=tuple(replace(each, owner=owners.of(each.path)) for each in self.things))


@dataclass(frozen=True, slots=True)
class Lister:
    """What makes the inventory of a recipe: the names that its module `inventory` defines.

    - `look`: returns the things, which are told like those of other recipes; `options`: what it takes;
    - `contract`: returns the contract of the migration as TOML, and takes the same;
    - `tell`: instead of `look`, where a list of things can't hold the answer: gets the command line as argparse read
      it, prints, and returns the exit code.
    """

    name: str
    options: tuple[Option, ...] = ()
    look: Callable[[Tree, Options], Listing] | None = None
    contract: Callable[[Tree, Options], str] | None = None
    tell: Callable[[Namespace], int] | None = None


def known_listers() -> list[str]:
    """Return the names of the recipes that have an inventory of their own."""
    packages = [each.name for each in pkgutil.iter_modules(recipes.__path__) if each.ispkg]
    return [name.replace("_", "-") for name in packages if importlib.util.find_spec(_module_of(name)) is not None]


def lister(name: str) -> Lister:
    """Return what makes the inventory of a recipe, one of those that are known."""
    module: ModuleType = importlib.import_module(_module_of(name.replace("-", "_")))
    look, contract, tell = (getattr(module, each, None) for each in ("look", "contract", "tell"))
    return Lister(name, tuple(getattr(module, "OPTIONS", ())), look, contract, tell)


def _module_of(package: str) -> str:
    return f"{recipes.__name__}.{package}.inventory"


def count_states(things: Iterable[Thing]) -> dict[str, Counter[str]]:
    """Return how many things are in each state, respect by respect; what follows a colon tells no states apart."""
    counts: dict[str, Counter[str]] = {}
    for thing in things:
        for respect, state in thing.states.items():
            counts.setdefault(respect, Counter())[state.partition(":")[0]] += 1
    return counts
