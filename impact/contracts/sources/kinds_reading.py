"""Reading a tree in detail: the kinds of edges that were asked for, with aliases joined."""

from __future__ import annotations

import sys

from impact.contracts.kinds import DEFAULT, NO_TESTS, RUNTIME, TEMPLATE, TYPE_CHECKING, expand_kinds, is_test
from impact.contracts.sources.aliases import Aliases, read_aliases
from impact.contracts.sources.detailed import DetailedReader, Modules
from impact.contracts.sources.question import Question, Sources
from impact.contracts.sources.rows import Row


def modules_of(tree: Sources) -> Modules:
    """Return the modules of a tree as it is now."""
    listing = tree.listing
    packages = frozenset(name for name in listing.files if listing.is_package(name))
    return Modules(tree.ids, packages, frozenset(listing.namespaces))


def aliases_of(tree: Sources, question: Question) -> Aliases:
    """Return the aliases that are configured; raises ContractsError."""
    return read_aliases(question.aliases, {name: entry.path for name, entry in tree.listing.files.items()}, sys.path)


def kinds_of(question: Question) -> frozenset[str]:
    """Return the kinds of edges that a question is about, written out."""
    return expand_kinds(question.kinds) or (DEFAULT - ({TYPE_CHECKING} if question.without_type_checking else set()))


def read_kinds_of(tree: Sources, question: Question) -> tuple[dict[str, Row], dict[str, str]]:
    """Return what each module imports by edges of the kinds that were asked for, and the sources that can't be read."""
    kinds = kinds_of(question)
    reader = DetailedReader(modules_of(tree), tree.roots, question.with_external, aliases_of(tree, question))
    rows, faults = reader.rows(kinds, tree.shelter, tree.contents_of)
    if TEMPLATE in kinds:
        from impact.contracts.sources.templates import add_templates

        add_templates(rows, tree.listing, reader)
    if RUNTIME in kinds:
        from impact.contracts.sources.runtime import add_runtime

        add_runtime(rows, tree.listing, reader, tree.root)
    if NO_TESTS in question.kinds:
        rows = {name: [] if is_test(name) else row for name, row in rows.items()}
    return rows, faults
