"""Booking the fixtures of wider scope: each instance is a node of its own, on which all its users rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
        self._instances: dict[pytest.FixtureDef[Any], _Instance] = {}
        self._being_set_up: list[str] = []
        self._count = 0

    # A wrapper of the old style: an exception does not pass through its frame, so that no traceback shows it.
    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> Iterator[None]:
        """Book the set-up, and see to it that the teardown is booked too."""
        if request.scope == "function":  # and not the fixture's: `parametrize` may widen it
            yield
            return
        self._count += 1
        instance = self._instances[fixturedef] = _Instance(fixture_node(self._count), request)
        self._listen(instance)
        teardown = _Teardown(self._scribe, instance.node)
        # Finalizers run in reverse order: this one after those that the fixture adds, `begin` before them.
        fixturedef.addfinalizer(teardown.end)
        if self._being_set_up:
            self._scribe.connect(self._being_set_up[-1], instance.node)
        self._being_set_up.append(instance.node)
        with self._scribe.on_behalf_of(instance.node):
            yield
        self._being_set_up.pop()
        active = _active(request)
        self._connect_wider(instance, [active[name] for name in fixturedef.argnames if name in active])
        fixturedef.addfinalizer(teardown.begin)

    def connect_test(self, item: pytest.Item, node: str) -> None:
        """Say that a test rests on the instances that it uses: those that it names, and those it asked for as it ran.

        All levels of an overridden fixture count, for one can stand behind the other.
        """
        asked = _active(getattr(item, "_request", None))
        named = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
        used = {each for levels in named.values() for each in levels}.union(asked.values())
        for name in asked.keys() - named.keys():
            used.update(item.session._fixturemanager.getfixturedefs(name, item) or ())
        self._connect(node, used)

    def _listen(self, instance: _Instance) -> None:
        """Connect a fixture with those that it asks its request for, whenever it does."""
        request = instance.request
        find = request._get_active_fixturedef

        def find_and_connect(name: str) -> Any:
            __tracebackhide__ = True
            found = find(name)
            self._connect_wider(instance, [found])
            return found

        request._get_active_fixturedef = find_and_connect

    def _connect_wider(self, instance: _Instance, needed: Iterable[object]) -> None:
        """Connect a fixture with those that it rests on; none of them can be narrower than it is."""
        narrower = _SCOPES[: _SCOPES.index(instance.request.scope)]
        # Before pytest 8.4 `request` itself comes as an object that is no fixture, and can't be a key.
        known = [each for each in needed if isinstance(each, pytest.FixtureDef) and each in self._instances]
        self._connect(instance.node, [each for each in known if self._instances[each].request.scope not in narrower])

    def _connect(self, node: str, fixturedefs: Iterable[pytest.FixtureDef[Any]]) -> None:
        for each in fixturedefs:
            instance = self._instances.get(each)
            if instance is not None and instance.node != node:
                self._scribe.connect(node, instance.node)


_SCOPES = ("function", "class", "module", "package", "session")


@dataclass(frozen=True, slots=True)
class _Instance:
    """One value of a wide fixture: its node, and the request that it was made for."""

    node: str
    request: Any


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


def _active(request: Any) -> dict[str, pytest.FixtureDef[Any]]:
    """Return the fixtures that are set up for a request; a failed or skipped one is not among them."""
    return getattr(request, "_fixture_defs", None) or {}
