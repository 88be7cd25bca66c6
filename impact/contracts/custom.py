"""Custom contract types: subclasses of import-linter's `Contract`, given by `contract_types`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impact.contracts.configuration import Configuration, RawContract
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.graph import ImportGraph
from impact.contracts.model import Verdict


def custom_types(configuration: Configuration) -> Mapping[str, str]:
    """Return the dotted name of the class for each custom type; one without a name has the line itself as its key."""
    found = {}
    for line in configuration.listed(configuration.session.get("contract_types")):
        name, _, target = (part.strip() for part in line.partition(":"))
        found[name] = target
    return found


def judge_custom(raw: RawContract, target: str, graph: ImportGraph, configuration: Configuration) -> Verdict:
    """Return the verdict of a custom contract; raises ContractMisconfigured where its class can't tell one."""
    from impact.contracts.circles import as_grimp

    contract_class = _load(raw.type, target)
    session = {**_without_booleans(configuration.session), "root_packages": list(configuration.roots)}
    session.pop("root_package", None)
    options = {"id": raw.id, "name": raw.name, "type": raw.type, **_without_booleans(raw.options)}
    try:
        contract = contract_class(name=raw.name, session_options=session, contract_options=options)
        check = contract.check(as_grimp(graph, with_lines=True), verbose=False)
        report = "" if check.kept else _rendered(contract, check)
    except Exception as error:  # a custom contract is the user's code: it may fail in any way, and must be named
        raise ContractMisconfigured(f"{target}: {_told(error)}") from error
    return Verdict(
        raw.id, raw.name, raw.type,
        broken=not check.kept, report=report, ignored=check.ignored_import_count, warnings=tuple(check.warnings),
    )  # fmt: skip


def _without_booleans(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as import-linter hands them to its classes: what TOML calls true is a text."""
    return {key: str(value) if isinstance(value, bool) else value for key, value in options.items()}


def _load(type_name: str, target: str) -> Any:
    from importlib import import_module

    try:
        from importlinter import Contract, configuration
    except ImportError:
        raise ContractMisconfigured(
            f"type '{type_name}' is a custom contract: install import-linter, whose class it extends."
        ) from None
    configuration.configure()
    module, _, name = target.rpartition(".")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ContractMisconfigured(f"contract_types: '{type_name}: {target}' can't be imported: {error}") from error
    if not (isinstance(found, type) and issubclass(found, Contract)):
        raise ContractMisconfigured(f"contract_types: {target} is no subclass of importlinter.Contract.")
    return found


def _rendered(contract: Any, check: Any) -> str:
    """Return what a contract prints of its violations."""
    from contextlib import redirect_stdout
    from io import StringIO

    stream = StringIO()
    with redirect_stdout(stream):
        contract.render_broken_contract(check)
    return "\n".join(line.rstrip() for line in stream.getvalue().strip().splitlines())


def _told(error: Exception) -> str:
    facts = getattr(error, "errors", None)
    if isinstance(facts, dict):
        return " ".join(f"{name}: {message}" for name, message in facts.items())
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
