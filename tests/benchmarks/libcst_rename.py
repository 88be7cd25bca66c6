"""What `rename-import` does to imports and to strings that are dotted paths, as a codemod of LibCST's own runner."""

from __future__ import annotations

import argparse
import re

import libcst as cst
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand
from libcst.helpers import get_full_name_for_node

_DOTTED = re.compile(r"\w+(\.\w+)+")


class RenamePaths(VisitorBasedCodemodCommand):
    """Renames a package in imports, in what they bind, and in strings; without metadata, as fast as LibCST can be."""

    DESCRIPTION = "Rename a package."

    @staticmethod
    def add_args(parser: argparse.ArgumentParser) -> None:
        """Take the two names."""
        parser.add_argument("--old", required=True)
        parser.add_argument("--new", required=True)

    def __init__(self, context: CodemodContext, old: str, new: str) -> None:
        super().__init__(context)
        self._old, self._new = old, new
        self._bound = False

    def _renamed(self, name: str | None) -> str | None:
        if name is None or (name != self._old and not name.startswith(self._old + ".")):
            return None
        return self._new + name[len(self._old) :]

    def leave_ImportFrom(self, original: cst.ImportFrom, updated: cst.ImportFrom) -> cst.ImportFrom:
        if original.relative or original.module is None:
            return updated
        new = self._renamed(get_full_name_for_node(original.module))
        if new is None:
            return updated
        return updated.with_changes(module=cst.parse_expression(new))

    def leave_Import(self, original: cst.Import, updated: cst.Import) -> cst.Import:
        names = []
        for alias in updated.names:
            new = self._renamed(get_full_name_for_node(alias.name))
            self._bound |= new is not None and alias.asname is None
            names.append(alias if new is None else alias.with_changes(name=cst.parse_expression(new)))
        return updated.with_changes(names=names)

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        if self._bound and isinstance(updated.value, cst.Name) and updated.value.value == self._old:
            return updated.with_changes(value=cst.parse_expression(self._new))
        return updated

    def leave_SimpleString(self, original: cst.SimpleString, updated: cst.SimpleString) -> cst.SimpleString:
        value = original.raw_value
        new = self._renamed(value) if _DOTTED.fullmatch(value) else None
        return updated if new is None else updated.with_changes(value=original.value.replace(value, new))
