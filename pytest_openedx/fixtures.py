"""Booking the fixtures of wider scope: each instance is a node of its own, on which all its users rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from impact.recording.delta import fixture_node
from impact.recording.scribe import Scribe


class FixtureBooking:
    """Books what wide fixtures run, at set-up and at teardown, to their instances.

    `setUpClass`, `setup_module` and their like are such fixtures too: pytest makes them.
    """

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._instances: dict[pytest.FixtureDef[Any], str] = {}
        self._being_set_up: list[str] = []
        self._count = 0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> Iterator[Any]:
        """Book the set-up, and see to it that the teardown is booked too."""
        if fixturedef.scope == "function":
            return (yield)
        self._count += 1
        node = fixture_node(self._count)
        teardown = _Teardown(self._scribe, node)
        # Finalizers run in reverse order: this one after those that the fixture adds, `begin` before them.
        fixturedef.addfinalizer(teardown.end)
        self._instances[fixturedef] = node
        if self._being_set_up:
            self._scribe.connect(self._being_set_up[-1], node)
        self._being_set_up.append(node)
        try:
            with self._scribe.on_behalf_of(node):
                value = yield
        finally:
            self._being_set_up.pop()
            self._connect(node, _needed_by(fixturedef, request))
            fixturedef.addfinalizer(teardown.begin)
        return value

    def connect_test(self, item: pytest.Item, node: str) -> None:
        """Say that a test rests on the instances that it uses: those that it names, and those it asked for as it ran."""
        request = getattr(item, "_request", None)
        used = dict(getattr(request, "_fixture_defs", None) or {})
        named = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
        # An overridden fixture can stand behind the one that was used: all of that name count.
        behind = [each for name in used for each in named.get(name, ())]
        self._connect(node, [*used.values(), *behind])

    def _connect(self, node: str, fixturedefs: Iterable[pytest.FixtureDef[Any]]) -> None:
        for each in fixturedefs:
            instance = self._instances.get(each)
            if instance is not None and instance != node:
                self._scribe.connect(node, instance)


class _Teardown:
    """The teardown of one instance: between `begin` and `end` all that runs is booked to it."""

    def __init__(self, scribe: Scribe, node: str) -> None:
        self._scribe, self._node = scribe, node
        self._before: str | None = None

    def begin(self) -> None:
        self._before = self._scribe.switch(self._node)

    def end(self) -> None:
        if self._before is not None:
            self._scribe.switch(self._before)
            self._before = None
        self._scribe.close_fixture(self._node)


def _needed_by(fixturedef: pytest.FixtureDef[Any], request: Any) -> list[pytest.FixtureDef[Any]]:
    """Return the fixtures that one rests on: those it names and, if it can ask for more, all that are set up."""
    active = dict(getattr(request, "_fixture_defs", None) or {})
    if "request" in fixturedef.argnames:
        return list(active.values())
    return [active[name] for name in fixturedef.argnames if name in active]
