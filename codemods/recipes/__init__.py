"""Recipes: what belongs to one migration, a folder each: its inventory, its plans, the graph it looks at."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from argparse import Namespace


def recipes_that_tell() -> list[str]:
    """Return the names of the recipes that tell their inventory in ways of their own: by a module `telling`."""
    names = [entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg]
    return [name.replace("_", "-") for name in names if importlib.util.find_spec(f"{__name__}.{name}.telling")]


def tell_recipe(options: Namespace) -> int:
    """Tell the inventory of the recipe that the first word of a command line names; return the exit code."""
    name = options.words[0].replace("-", "_")
    code: int = importlib.import_module(f"{__name__}.{name}.telling").run(options)
    return code
