"""Decorators that keep what they computed, by stand-ins of their libraries: these need not be there."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from impact.adapters.caching_decorators import adapt
from impact.recording.credit import Credit
from impact.recording.patching import Patches


class Once:
    """A property that is computed at its first use."""

    def __init__(self, function: Callable[[Any], Any], name: str = "") -> None:
        self.function, self.name = function, name


def cached(cache: dict[object, Any]) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def decorate(function: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: cache.setdefault(1, function())

    return decorate


def make(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module


def follow(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: ("followed", function(*given))


def adapted(module: ModuleType) -> Patches:
    patches = Patches()
    credit = Credit(None, follow, follow)  # type: ignore[arg-type] # nothing is booked here
    adapt(credit, patches)[module.__name__](module)
    return patches


def test_what_computes_a_property_is_followed() -> None:
    patches = adapted(make("lazy.lazy", lazy=Once))
    once = Once(lambda instance: instance + 1, name="it")
    assert (once.function(2), once.name) == (("followed", 3), "it")
    patches.undo()
    assert Once(lambda instance: instance + 1).function(2) == 3


def test_what_fills_a_cache_is_followed() -> None:
    module: Any = make("cachetools", cached=cached)
    patches = adapted(module)
    assert module.cached({})(lambda: 3)() == ("followed", 3)
    patches.undo()
    assert module.cached({})(lambda: 3)() == 3


def test_a_release_without_one_of_the_names_is_left_alone() -> None:
    adapted(make("werkzeug.utils"))
