"""Decorators of libraries that compute once and keep, as those of `functools` do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches

_PROPERTIES = {
    "cached_property": "cached_property",
    "django.utils.functional": "cached_property",
    "lazy.lazy": "lazy",
    "werkzeug.utils": "cached_property",
}
"""By module, the class that takes a method and keeps in the instance what this returns."""
_CACHES = {"cachetools": ("cached", "cachedmethod")}
"""By module, the functions that return a decorator."""


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with these modules: what computes a kept value is booked to the value, for every reader."""

    def initialising(original: Any) -> Any:
        def initialise(self: Any, function: Any, *arguments: Any, **named: Any) -> None:
            original(self, credit.follow_property(function), *arguments, **named)

        return initialise

    def caching(original: Any) -> Any:
        def cached(*arguments: Any, **named: Any) -> Any:
            decorate = original(*arguments, **named)
            return lambda function: decorate(credit.follow_cached(function))

        return cached

    def adapt_property(name: str) -> Callable[[Any], None]:
        return lambda module: patches.wrap(module, f"{name}.__init__", initialising)

    def adapt_caches(names: tuple[str, ...]) -> Callable[[Any], None]:
        def adapt_module(module: Any) -> None:
            for name in names:
                patches.wrap(module, name, caching)

        return adapt_module

    properties = {module: adapt_property(name) for module, name in _PROPERTIES.items()}
    return properties | {module: adapt_caches(names) for module, names in _CACHES.items()}
