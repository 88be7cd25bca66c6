"""import-linter as the judge: its verdicts on a project, in the form in which ours are compared with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import importlinter.configuration
from importlinter.application import use_cases
from importlinter.domain.contract import registry

Finding = tuple[str | None, str | None, str | None]
"""Importer, imported and package of a violation."""
Facts = tuple[bool | None, dict[Finding, tuple[frozenset[tuple[str, str]], int]]]
"""Whether a contract is kept, None if misconfigured; for each violation the direct imports and the shortest length."""


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """Work in a folder, with it on the import path and no module of it loaded."""
    before, path, modules = Path.cwd(), list(sys.path), set(sys.modules)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.path_importer_cache.clear()
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


def judged(folder: Path, config: str | None = None) -> list[Facts]:
    """Return what import-linter says of each contract of the project in a folder."""
    importlinter.configuration.configure()
    with standing_in(folder):
        options = use_cases.read_user_options(config)
        use_cases._register_contract_types(options)
        graph = use_cases._build_graph(
            options.session_options["root_packages"],
            use_cases._get_include_external_packages(options),
            use_cases._get_exclude_type_checking_imports(options),
            verbose=False,
            cache_dir=None,
        )
        return [_judge(raw, options.session_options, graph) for raw in options.contracts_options]


def _judge(raw: dict[str, Any], session: dict[str, Any], graph: Any) -> Facts:
    from copy import deepcopy

    try:
        contract = registry.get_contract_class(raw["type"])(
            name=raw["name"], session_options=session, contract_options=raw
        )
        check = contract.check(deepcopy(graph), verbose=False)
    except Exception:  # noqa: BLE001 -- import-linter ends with whatever it meets; here that means misconfigured
        return None, {}
    return check.kept, dict(_findings(raw["type"], check.metadata))


def _findings(kind: str, found: dict[str, Any]) -> Iterator[tuple[Finding, tuple[frozenset[tuple[str, str]], int]]]:
    if kind == "protected":
        for each in found["illegal_imports"]:
            links = frozenset((link["importer"], link["imported"]) for link in each.illegal_links)
            yield (None, each.top_level_module, None), (links, 2)
    elif kind == "acyclic_siblings":
        for package, edges in found["cycle_breakers_by_package"].items():
            yield (None, None, package), (frozenset(edges), 2)
    else:
        for each in found.get("invalid_dependencies", found.get("invalid_chains", ())):
            importer = each.get("importer") or each["downstream_module"]
            imported = each.get("imported") or each["upstream_module"]
            chains = [_flat(chain) for chain in each.get("routes", each.get("chains"))]
            direct = {link for chain in chains for link in chain if len(chain) == 1}
            yield (importer, imported, None), (frozenset(direct), min(map(len, chains)) + 1)


def _flat(chain: Any) -> list[tuple[str, str]]:
    links = chain["chain"] if isinstance(chain, dict) else chain
    return [(link["importer"], link["imported"]) for link in links]
