"""Mako templates: includes, inheritance, namespaces, static assets, with names that loops and blocks compose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codemods.adapters.mako_templates import cast_mako, fragments
from codemods.adapters.template_parts import TAG, Fragment
from codemods.errors import SourceUnreadable
from codemods.recipes.legacy_frontend.graph.model import Opaque
from codemods.recipes.legacy_frontend.python.bindings import Frame, bind
from codemods.recipes.legacy_frontend.python.formats import combined, few
from codemods.recipes.legacy_frontend.python.signs import Sign, find_signs
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import UNKNOWN, Parsed, Reference, Texts, Wanted, mention
from codemods.recipes.legacy_frontend.templates.markup import parse_markup, without_comments
from codemods.sources.places import Places
from codemods.sources.python import parse
from codemods.sources.shadow import Shadow

_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_EXPRESSION = re.compile(r"\$\{(.*?)\}", re.DOTALL)
_TAGS = {"include": "file", "inherit": "file", "namespace": "file"}
#: Attributes of calls such as `<%static:css group="...">`, whatever the namespace is called.
_CALLS = {"group": Wanted.GROUP, "path": Wanted.TEMPLATE, "file": Wanted.TEMPLATE, "module_name": Wanted.MODULE}
_STATIC = frozenset({"url", "static", "certificate_asset_url"})


@dataclass(frozen=True, slots=True)
class ParsedMako:
    """What a template refers to; `attributes` are names that its code sets, which templates above ask for."""

    parsed: Parsed
    attributes: Mapping[str, Texts]
    signs: tuple[Sign, ...]


def parse_mako(path: str, text: str) -> ParsedMako:
    """Parse a template. What can't be read of it is opaque, and its strings still count.

    :raises LibraryMissing: without Mako or tree-sitter.
    """
    markup = parse_markup(path, text)
    try:
        pieces = fragments(text)
        shadow, opaque = cast_mako(text)
        tree = parse(shadow.text)
    except SourceUnreadable as fault:
        strings = mention(re.findall(r"[\"']([^\"'\n]+)[\"']", without_comments(text)), 1)
        found = (*markup.references, *((strings,) if strings else ()))
        return ParsedMako(Parsed(found, (*markup.opaque, Opaque(path, fault.line, fault.reason))), {}, ())
    top, places = bind(tree)
    reader = _Reader(text, shadow, top, Values(places), places)
    references = [*markup.references, *reader.tags(pieces), *reader.calls(), *_strings_of_opaque(text, pieces, opaque)]
    told = [Opaque(path, 0, f"{opaque} pieces of Python can't be read; their strings count")] if opaque else []
    attributes = {
        name: frozenset().union(*(reader.values.bound(each) for each in bindings)) for name, bindings in top.names.items()
    }
    return ParsedMako(Parsed(tuple(references), (*markup.opaque, *told)), attributes, tuple(find_signs(places)))


def _strings_of_opaque(text: str, pieces: list[Fragment], opaque: int) -> Iterator[Reference]:
    """Yield what strings name in all the code of a template of which a piece could not be parsed."""
    for piece in pieces if opaque else ():
        line = text.count("\n", 0, piece.start) + 1
        found = mention(re.findall(r"[\"']([^\"'\n]+)[\"']", text[piece.start : piece.end]), line)
        if found is not None:
            yield found


class _Reader:
    def __init__(
        self, text: str, shadow: Shadow, top: Frame, values: Values, places: dict[ast.AST, Frame]
    ) -> None:
        self._text, self._shadow, self._top, self.values, self._places = text, shadow, top, values, places
        self._loops = {
            name: [(shadow.offset(_offset(shadow.text, each.value)), each) for each in bindings]
            for name, bindings in top.names.items()
            if len(bindings) > 1 and all(each.each for each in bindings)
        }

    def tags(self, pieces: list[Fragment]) -> Iterator[Reference]:
        for piece in pieces:
            if piece.kind != TAG:
                continue
            line = self._text.count("\n", 0, piece.start) + 1
            given = {found[1]: found[2] or found[3] or "" for found in _ATTRIBUTE.finditer(self._text, piece.start, piece.end)}
            self._turn_to(piece.start)
            yield from self._of_tag(piece.keyword, given, line)

    def _turn_to(self, offset: int) -> None:
        """Let the names of loops mean what the last loop before a place binds: all code of a template is in one frame."""
        for name, loops in self._loops.items():
            before = [binding for at, binding in loops if at <= offset]
            self._top.names[name] = before[-1:] or [loops[0][1]]
        self.values = Values(self._places)

    def _of_tag(self, keyword: str, given: Mapping[str, str], line: int) -> Iterator[Reference]:
        wanted = _TAGS.get(keyword)
        if wanted is not None:
            if wanted in given:
                yield Reference(keyword, Wanted.TEMPLATE, self._spelled(given[wanted]), line)
            return
        namespace, sign, called = keyword.partition(":")
        for name, kind in _CALLS.items() if sign and namespace else ():
            if name in given:
                texts = self._spelled(given[name])
                if kind is Wanted.GROUP:
                    texts = frozenset(f"{'css' if 'css' in called else 'js'}:{each}" for each in texts)
                yield Reference(called, kind, texts, line)

    def _spelled(self, text: str) -> Texts:
        """Return the texts of an attribute with expressions in it."""
        parts: list[Texts] = []
        at = 0
        for found in _EXPRESSION.finditer(text):
            parts += [frozenset({text[at : found.start()]}), self._value(found[1])]
            at = found.end()
        parts.append(frozenset({text[at:]}))
        return few("".join(chosen) for chosen in combined(parts))

    def _value(self, code: str) -> Texts:
        try:
            [statement] = parse(code.partition("|")[0].strip()).body
        except (SourceUnreadable, ValueError):
            return UNKNOWN
        if not isinstance(statement, ast.Expr):
            return UNKNOWN
        self._places.update(dict.fromkeys(ast.walk(statement), self._top))
        return self.values.texts(statement.value) or UNKNOWN

    def calls(self) -> Iterator[Reference]:
        for node in list(self._places):
            if isinstance(node, ast.Call) and node.args and dotted(node).rpartition(".")[2] in _STATIC:
                if not self._is_handed(node.args[0]):
                    yield Reference("static", Wanted.STATIC, self.values.texts(node.args[0]), self._line(node))
            elif isinstance(node, ast.Call) and _is_of_namespace(node):
                yield from self._of_call(node, dotted(node).rpartition(".")[2])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = mention([node.value], self._line(node))
                if found is not None:
                    yield found

    def _is_handed(self, node: ast.expr) -> bool:
        """Whether a text is made of what a `<%def>` is given: each call of that is followed where it stands."""
        given = {name for frame in self._top.inner.values() for name in frame.parameters}
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return bool(names) and names <= given

    def _of_call(self, node: ast.Call, called: str) -> Iterator[Reference]:
        """Yield what a call such as `static.css(group="x")` asks for: the same as the tag of its name."""
        for each in node.keywords:
            wanted = _CALLS.get(each.arg or "")
            if wanted is not None:
                texts = self.values.texts(each.value) or UNKNOWN
                if wanted is Wanted.GROUP:
                    texts = frozenset(f"{'css' if 'css' in called else 'js'}:{text}" for text in texts)
                yield Reference(called, wanted, texts, self._line(node))

    def _line(self, node: ast.expr) -> int:
        offset = self._shadow.offset(_offset(self._shadow.text, node))
        return self._text.count("\n", 0, offset) + 1


def _is_of_namespace(node: ast.Call) -> bool:
    """Whether a call may be of a namespace's function: `static.css(...)`; the format of a text is none."""
    return isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.attr != "format"


def _offset(text: str, node: ast.expr) -> int:
    return Places(text).span(node)[0]
