"""The import contract of the migration: transformers reach the platform only through the block-structure API."""

from __future__ import annotations

import json
from collections.abc import Iterator

from codemods.errors import CodemodError
from codemods.names.dotted import first_part, is_inside
from codemods.recipes.course_blocks.landscape import Landscape, Module

_CONTRACT = """\
[[tool.importlinter.contracts]]
id = "course-block-transformers"
name = "Transformers reach the platform only through the block-structure API"
type = "only_through"
source_modules = {sources}
target_modules = {targets}
through_modules = {through}
"""


def contract_of(landscape: Landscape) -> str:
    """Return the contract, in TOML: what transformers there are, the packages of the platform, and the framework's.

    :raises CodemodError: if the framework's base class is not in the tree.
    """
    framework = landscape.framework
    if framework is None:
        raise CodemodError(
            "The base class of all transformers is not in these files. Name the folders of the platform, too: its"
            " block-structure API is what the contract lets transformers through to."
        )
    api = framework.source.package or framework.name
    if "." not in api:
        api = framework.name
    every = sorted({found.module.name for found in landscape.transformers})
    sources = [name for name in every if not is_inside(name, api)]
    reached = (name for found in landscape.transformers for name in _reached(landscape, found.module))
    targets = sorted({first_part(name) for name in [*sources, api, *reached]})
    return _CONTRACT.format(sources=_listed(sources), targets=_listed(targets), through=_listed([api]))


def _reached(landscape: Landscape, module: Module) -> Iterator[str]:
    """Yield what a module imports of the tree, also by a name that is none on the tree's uppermost level.

    At least two parts of the name must lead to a file: that the tree has a folder of a library's name says little.
    """
    for imported in module.source.names.imports:
        parts = (imported.target or "").split(".")
        ends = ["/".join(parts[:number]) for number in range(2, len(parts) + 1)]
        files = [f"{end}{kind}" for end in ends for kind in (".py", "/__init__.py")]
        if any(path == file or path.endswith(f"/{file}") for path in landscape.tree.paths for file in files):
            yield ".".join(parts)


def _listed(names: list[str]) -> str:
    lines = "".join(f"    {json.dumps(name)},\n" for name in names)
    return f"[\n{lines}]"
