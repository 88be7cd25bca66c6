"""The inventory of the recipe: shims with who still needs them, and modules that are imported by several names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from codemods.codemod import Option, Options
from codemods.inventory.listing import Listing, Thing
from codemods.names.dotted import first_part, is_inside
from codemods.plans.model import Noted
from codemods.plans.tree import Tree
from codemods.recipes.structure.layout import Layout
from codemods.recipes.structure.removal import users_of_shims
from codemods.recipes.structure.shims import find_shims

OPTIONS = (Option("roots", "packages that are on the import path, with commas; most are found out", ""),)


def look(tree: Tree, options: Options) -> Listing:
    """Return the shims, whose users are faults, and each package below an import root with the names it is known by."""
    layout = Layout(tree, filter(None, options["roots"].split(",")))
    things, faults = list(_several_names(layout)), list[Noted]()
    for shim, found in users_of_shims(layout).items():
        state = f"needed: by {len(found)} lines" if found else "free to go"
        things.append(Thing(shim.path, 1, f"{shim.old} -> {shim.new}", {"shim": state}))
        faults += found
    return Listing(tuple(things), tuple(sorted(set(faults))))


def contract(tree: Tree, options: Options) -> str:
    """Return the contract that nobody imports a shim, as TOML."""
    shims = sorted(find_shims(tree))
    tops = sorted({first_part(name) for name in Layout(tree).paths if "." in name})
    packages = [shim.old for shim in shims if shim.path.endswith("/__init__.py")]
    below = {shim.old for shim in shims for old in packages if shim.old != old and is_inside(shim.old, old)}
    forbidden = [shim.old for shim in shims if shim.old not in below]
    lines = ["[[tool.importlinter.contracts]]", 'name = "Nobody imports a name that has moved"', 'type = "forbidden"']
    lines += [f"source_modules = [{_listed(tops)}]", f"forbidden_modules = [{_listed(forbidden)}]"]
    return "\n".join([*lines, "allow_indirect_imports = true"]) + "\n"


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _several_names(layout: Layout) -> Iterator[Thing]:
    counts = _counts(layout)
    for root in layout.inner_roots:
        for child in sorted(layout.children.get(root, ())):
            path = f"{root}/{child}/__init__.py"
            if path in layout.names:
                told = {name: counts[name] for name in dict.fromkeys(layout.called(path)) if counts[name]}
                if len(told) > 1:
                    by = ", ".join(f"{name} {number}" for name, number in told.items())
                    yield Thing(path, 1, layout.names[path], {"names": f"several: {by}"})
                elif told:
                    yield Thing(path, 1, layout.names[path], {"names": f"one: {next(iter(told))}"})


def _counts(layout: Layout) -> Counter[str]:
    """Return how often each name, and those that it is inside of, is imported, as far as patterns tell."""
    counts: Counter[str] = Counter()
    for name, number in layout.imported_names().items():
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            counts[".".join(parts[:length])] += number
    return counts
