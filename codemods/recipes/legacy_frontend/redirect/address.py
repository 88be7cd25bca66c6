"""The address in the micro-frontend: the setting, and what of the old address goes on in the new one."""

from __future__ import annotations

import string
from dataclasses import dataclass

from codemods.errors import OptionWrong, did_you_mean
from codemods.recipes.legacy_frontend.redirect.model import Called
from codemods.recipes.legacy_frontend.views.model import Parameters

NAME = "mfe-redirect"


@dataclass(frozen=True, slots=True)
class Address:
    """How the address is made.

    - `path`: what follows the setting, with arguments in braces; `fields`: these arguments, in that order;
    - `optional`: arguments that follow after a slash, where they are given;
    - `quote`: module and name of the function that quotes an argument, None where none is needed;
    - `is_old`: whether that is the one of Django before 2, which reads any value; the other wants text.
    """

    names: Called
    path: str
    fields: tuple[str, ...]
    optional: tuple[str, ...]
    is_old: bool

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the view that the address takes."""
        return tuple(dict.fromkeys((*self.fields, *self.optional)))

    @property
    def quote(self) -> tuple[str, str] | None:
        """What quotes an argument."""
        if not self.arguments:
            return None
        return ("django.utils.http", "urlquote") if self.is_old else ("urllib.parse", "quote")

    def lines(self, setting: str) -> list[str]:
        """Return the function that makes the address of a request."""
        taken = "".join(f", {name}" for name in self.fields_once) + "".join(f", {name}=None" for name in self.optional)
        lines = [
            f"def {self.names.address}(request{taken}):",
            '    """Return where the micro-frontend has this page; the query string goes along."""',
        ]
        if self.path:
            form = "{}/" + "".join(piece + "{}" * (field is not None) for piece, field in pieces(self.path))
            quoted = "".join(f", {self._quoted(name)}" for name in self.fields)
            lines.append(f"    url = '{form}'.format(settings.{setting}.rstrip('/'){quoted})")
        else:
            lines.append(f"    url = settings.{setting}")
        for name in self.optional:
            lines += [
                f"    if {name} is not None:",
                f"        url = '{{}}/{{}}'.format(url.rstrip('/'), {self._quoted(name)})",
            ]
        return [
            *lines,
            "    query = request.META.get('QUERY_STRING')",
            "    return '{}?{}'.format(url, query) if query else url",
        ]

    @property
    def fields_once(self) -> tuple[str, ...]:
        """The arguments in braces, each once."""
        return tuple(dict.fromkeys(self.fields))

    def _quoted(self, name: str) -> str:
        return f"urlquote({name}, '/:+@')" if self.is_old else f"quote(str({name}), safe='/:+@')"


def address_of(names: Called, path: str | None, parameters: Parameters, is_old: bool) -> Address:
    """Return the address for a view's arguments.

    :param path: as in `Wanted`.
    :raises OptionWrong: if the path names what the view has not, or may have no value.
    """
    if path is None:
        whole = "/".join(f"{{{name}}}" for name in parameters.required)
        return Address(names, whole, parameters.required, parameters.optional, is_old)
    fields = fields_of(path)
    known = (*parameters.required, *parameters.optional)
    for name in fields:
        if name in parameters.optional:
            raise OptionWrong(NAME, "path", f"the view can do without {name}, so the address may not need it")
        if name not in known and not parameters.keywords:
            takes = ", ".join(known) or "none"
            raise OptionWrong(
                NAME, "path", f"the view has no argument {name}.{did_you_mean(name, known)} It has {takes}."
            )
    return Address(names, path.strip("/"), tuple(fields), (), is_old)


def fields_of(path: str) -> list[str]:
    """Return the arguments of a path, which stand in braces.

    :raises OptionWrong: if the path is none.
    """
    try:
        parsed = list(string.Formatter().parse(path))
    except ValueError as fault:
        raise OptionWrong(NAME, "path", f"{path!r} can't be read: {fault}") from fault
    for literal, field, form, conversion in parsed:
        if any(sign in literal for sign in "?#{}'\\\n"):
            raise OptionWrong(NAME, "path", f"{path!r} must be a path: no query, no fragment, no quotes or braces")
        if field is not None and (form or conversion or not field.isidentifier()):
            raise OptionWrong(NAME, "path", f"{{{field}}} must be the name of an argument, nothing else")
    return [field for _, field, _, _ in parsed if field is not None]


def pieces(path: str) -> list[tuple[str, str | None]]:
    """Return the text of a path in pieces, each with the argument that follows it."""
    return [(literal, field) for literal, field, _, _ in string.Formatter().parse(path)]
