"""The texts of an API: its view, its serializer, its URLs, and its test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codemods.names.adding import import_line
from codemods.names.dotted import first_part, last_part
from codemods.recipes.legacy_frontend.context_api.conventions import Conventions
from codemods.recipes.legacy_frontend.context_api.extracting import Parted
from codemods.recipes.legacy_frontend.context_api.guarding import Guards
from codemods.recipes.legacy_frontend.context_api.naming import Api
from codemods.recipes.legacy_frontend.context_api.serializers import Record, classes, sample
from codemods.recipes.legacy_frontend.views.model import Parameters

_COURSES = frozenset({"course_id", "course_key", "course_key_string", "usage_key_string", "usage_id"})
"""Arguments that may hold a slash."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What the texts are made of.

    - `parted`: what makes the context; `borrowed`: what that and the guards need, as module and name;
    - `guards`: decorators and bases that the page has, too;
    - `is_old`: whether the project is for a Django before 2;
    - `module`: the dotted name of the folder of the API, "" where imports are relative to it.
    """

    api: Api
    parameters: Parameters
    record: Record
    conventions: Conventions
    parted: Parted
    borrowed: tuple[tuple[str, str], ...]
    guards: Guards
    is_old: bool
    module: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the URL."""
        return (*self.parameters.required, *self.parameters.optional)


def _imports(names: Mapping[str, Iterable[str]], own: str) -> str:
    """Return import statements: the standard library, then others, then the project's own, sorted.

    :param own: the first part of the project's own modules; relative ones are its own, too.
    """
    groups: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for module, found in sorted(names.items()):
        first = first_part(module)
        group = 0 if first == "unittest" else 2 if module and first in ("", own) else 1
        groups[group].append(import_line(module, sorted(set(found), key=str.lower)))
    return "\n\n".join("\n".join(lines) for lines in groups.values() if lines)


def literal(value: object, depth: int = 0) -> str:
    """Return the source of builtins, a line for each entry of a dictionary."""
    inner, outer = "    " * (depth + 1), "    " * depth
    if isinstance(value, dict) and value:
        lines = "".join(f"{inner}{key!r}: {literal(each, depth + 1)},\n" for key, each in value.items())
        return f"{{\n{lines}{outer}}}"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return f"[\n{''.join(f'{inner}{literal(each, depth + 1)},' + chr(10) for each in value)}{outer}]"
    return repr(value)


def serializer_text(writing: Writing) -> str:
    """Return the module of the serializer."""
    doc = f"What the page {writing.api.page} shows."
    body = "\n\n".join(classes(writing.record, doc))
    return f'"""Serializer of {writing.api.page}."""\n\nfrom rest_framework import serializers\n\n\n{body}'


def view_text(writing: Writing) -> str:
    """Return the module of the view."""
    api = writing.api
    names: dict[str, list[str]] = {"rest_framework.response": ["Response"], "rest_framework.views": ["APIView"]}
    for module, found in writing.conventions.imports().items():
        names.setdefault(module, []).extend(found)
    for module, name in writing.borrowed:
        names.setdefault(module, []).append(name)
    where = f"{writing.module}.serializers.{api.page}" if writing.module else f"..serializers.{api.page}"
    names.setdefault(where, []).append(api.serializer)
    if writing.guards.texts:
        names.setdefault("django.utils.decorators", []).append("method_decorator")
    if writing.parted.may_answer:
        names.setdefault("django.http.response", []).append("HttpResponseBase")
    bases = ", ".join([*writing.guards.bases, "APIView"])
    lines = [f"class {api.view}({bases}):", f'    """What the page {api.page} shows, for its micro-frontend."""', ""]
    if writing.conventions.authentication:
        lines.append(f"    authentication_classes = {_tuple(writing.conventions.authentication)}")
    lines += [f"    permission_classes = {_tuple(writing.conventions.permission)}", ""]
    lines += [f"    @method_decorator({decorator})" for decorator in writing.guards.texts]
    lines += [f"    def get(self, {_signature(writing.parameters)}):", '        """Return it."""']
    lines += [f"        {each}" for each in (*writing.parted.before, f"context = {writing.parted.call}")]
    if writing.parted.may_answer:
        lines += [
            "        if isinstance(context, HttpResponseBase):",
            "            return context  # a redirect, or an error",
        ]
    lines.append(f"        return Response({api.serializer}(context).data)")
    return f'"""API of {api.page}."""\n\n{_imports(names, first_part(writing.module))}\n\n\n' + "\n".join(lines) + "\n"


def _signature(parameters: Parameters) -> str:
    if parameters.keywords:
        return f"{parameters.request}, **{parameters.keywords}"
    return ", ".join([parameters.request, *parameters.required, *(f"{name}=None" for name in parameters.optional)])


def _tuple(names: tuple[str, ...]) -> str:
    return f"({', '.join(map(last_part, names))}{',' if len(names) == 1 else ''})"


def routes(writing: Writing) -> list[str]:
    """Return the entries of the URL conf: one, and one more for the arguments that may be left out."""
    required, optional = writing.parameters.required, writing.parameters.optional
    ways = [required, (*required, *optional)] if optional else [required]
    return [_route(writing, names) for names in ways]


def _route(writing: Writing, names: tuple[str, ...]) -> str:
    page = writing.api.page
    view = f"{writing.api.view}.as_view(), name='{writing.api.url}'"
    if writing.is_old:
        parts = "".join(f"/(?P<{name}>{'.+' if name in _COURSES else '[^/]+'})" for name in names)
        return f"url(r'^{page}{parts}/$', {view})"
    parts = "".join(f"/<{'path' if name in _COURSES else 'str'}:{name}>" for name in names)
    return f"path('{page}{parts}/', {view})"


def entry_lines(route: str) -> str:
    """Return an entry as it stands in a list; a long one takes several lines."""
    if len(route) < 110:
        return f"    {route},\n"
    function, _, arguments = route.partition("(")
    parts = arguments.removesuffix(")").split(", ")
    return f"    {function}(\n" + "".join(f"        {part},\n" for part in parts) + "    ),\n"


def router(writing: Writing) -> tuple[str, str]:
    """Return module and name of the function that makes an entry of a URL conf."""
    return ("django.conf.urls", "url") if writing.is_old else ("django.urls", "path")


def urls_text(writing: Writing) -> str:
    """Return the module of the API's URLs."""
    where = f"{writing.module}.views.{writing.api.page}" if writing.module else f".views.{writing.api.page}"
    names = {router(writing)[0]: [router(writing)[1]], where: [writing.api.view]}
    entries = "".join(entry_lines(route) for route in routes(writing))
    return f'"""URLs of the API."""\n\n{_imports(names, first_part(writing.module))}\n\nurlpatterns = [\n{entries}]\n'


def test_text(writing: Writing, patched: tuple[str, str]) -> str:
    """Return the module of the test.

    :param patched: object and name of what makes the context, as the test sees it.
    """
    api = writing.api
    where = f"{writing.module}.views" if writing.module else "..views"
    names = {
        "unittest" if not writing.is_old else "": ["mock"],
        "django.contrib.auth.models": ["AnonymousUser", "User"],
        "django.test": ["SimpleTestCase"],
        "rest_framework.test": ["APIRequestFactory", "force_authenticate"],
        where: [f"{api.page} as api"],
    }
    given = "".join(f", {name}='1'" for name in writing.arguments)
    return f'''"""Tests of the API of {api.page}."""

{_imports(names, first_part(writing.module))}

CONTEXT = {literal(sample(writing.record))}


class {api.view}Test(SimpleTestCase):
    """Who may ask, and what is answered."""

    def ask(self, user):
        """Return the answer to a user."""
        request = APIRequestFactory().get('/')
        force_authenticate(request, user)
        request.user = user  # for what looks before the authentication of APIs
        with mock.patch.object({patched[0]}, '{patched[1]}', return_value=CONTEXT):
            return api.{api.view}.as_view()(request{given})

    def test_nobody_who_is_not_logged_in(self):
        self.assertIn(self.ask(AnonymousUser()).status_code, (401, 403))

    def test_every_field(self):
        response = self.ask(User(username='learner'))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data, CONTEXT)
'''
