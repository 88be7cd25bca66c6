"""Whether an expression is a transformer, as far as its name and its place tell: `X` of `X.VERSION`, say."""

from __future__ import annotations

import ast
import re

from codemods.names.dotted import chain
from codemods.recipes.course_blocks.transformers import transformers_in
from codemods.sources.python import Python

_CLASS = re.compile(r"\w*Transformer\d*")
_INSTANCE = re.compile(r"(?:\w*_)?transformer\d*|" + _CLASS.pattern)
_SEVERAL = re.compile(r"(?:\w*_)?transformers", re.IGNORECASE)
_OWN = re.compile(r"self|cls|type\(self\)|self\.__class__|super\([\w, ]*\)")


class Owners:
    """What of one source is a transformer."""

    def __init__(self, source: Python) -> None:
        self._source = source
        self._classes = {each.name: each.node for each in transformers_in(source)}

    def is_class(self, node: ast.ClassDef) -> bool:
        """Whether a class is a transformer, or has a base from elsewhere that is called one."""
        bases = (found[1][-1] for found in map(chain, node.bases) if found is not None)
        return node in self._classes.values() or any(_CLASS.fullmatch(base) for base in bases)

    def is_called_one(self, name: str) -> bool:
        """Whether a name is that of a transformer, class or instance."""
        return name in self._classes or _INSTANCE.fullmatch(name) is not None

    def is_path(self, text: str, attribute: str) -> bool:
        """Whether a text is the dotted path of an attribute of a transformer's class."""
        parts = text.split(".")
        return len(parts) > 2 and parts[-1] == attribute and (parts[-2] in self._classes or _is_class(parts[-2]))

    def holds(self, owner: ast.expr) -> bool:
        """Whether an expression is a transformer, class or instance."""
        if _OWN.fullmatch(self._source.segment(owner)):
            classes = (each for each in self._source.ancestors(owner) if isinstance(each, ast.ClassDef))
            around = next(classes, None)
            return around is not None and self.is_class(around)
        match owner:
            case ast.Call(func=maker):
                return self.is_called_one(_last(maker) or "")
            case ast.Subscript(value=several):
                return _is_several(several)
            case ast.Name() if self._goes_through_several(owner):
                return True
        return self.is_called_one(_last(owner) or "")

    def _goes_through_several(self, name: ast.Name) -> bool:
        """Whether a loop binds a name to what is in a collection that is called transformers."""
        for around in self._source.ancestors(name):
            for each in [around] if isinstance(around, ast.For) else getattr(around, "generators", ()):
                if isinstance(each.target, ast.Name) and each.target.id == name.id:
                    return _is_several(each.iter)
        return False


def _is_class(name: str) -> bool:
    return _CLASS.fullmatch(name) is not None


def _is_several(node: ast.expr) -> bool:
    return _SEVERAL.fullmatch(_last(node) or "") is not None


def _last(node: ast.expr) -> str | None:
    """Return the last part of a dotted name, None for any other expression."""
    found = chain(node)
    return found[1][-1] if found is not None else None
