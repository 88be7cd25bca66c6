"""Recipes: what belongs to one migration, a folder each: its inventory, its plans, the graph it looks at."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from argparse import Namespace


def recipes_with_inventory() -> list[str]:
    """Return the names of the recipes that have an inventory of their own: a module of that name in their folder."""
    names = [entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg]
    return [name.replace("_", "-") for name in names if importlib.util.find_spec(f"{__name__}.{name}.inventory")]


def run_inventory(options: Namespace) -> int:
    """Run the inventory that the first word of a command line names; return the exit code."""
    name = options.words[0].replace("-", "_")
    code: int = importlib.import_module(f"{__name__}.{name}.inventory").run(options)
    return code
