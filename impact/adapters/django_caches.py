"""Functions of Django that look at the project's files once and remember what they saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches

_FOLLOWED = {
    "django.contrib.staticfiles.finders": ("get_finder",),
    "django.core.management": ("get_commands",),
    "django.template.utils": ("get_app_template_dirs",),
    "django.utils.translation.trans_real": (
        "all_locale_paths",
        "check_for_language",
        "translation_catalog_exists",
        "get_languages",
        "get_supported_language_variant",
        "_get_supported_language_variant",
    ),
}
"""By module, across the versions of Django."""


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with the modules of these functions."""
    return {name: _following(functions, credit, patches) for name, functions in _FOLLOWED.items()}


def _following(functions: tuple[str, ...], credit: Credit, patches: Patches) -> Callable[[Any], None]:
    def adapt_module(module: Any) -> None:
        for name in functions:
            patches.wrap(module, name, lambda cached: _Followed(credit, cached).as_function())

    return adapt_module


class _Followed:
    """Books what a function with a cache of `functools` reads to a node, on which all its callers rest."""

    def __init__(self, credit: Credit, cached: Any) -> None:
        self._credit, self._cached = credit, cached
        self._node = credit.new_node(str(getattr(cached, "__name__", "cached")))
        self._seen: set[object] = set()

    def as_function(self) -> Any:
        """Return the function that takes the place of the cached one."""

        def followed(*arguments: Any, **named: Any) -> Any:
            key = arguments, tuple(sorted(named.items()))
            if key in self._seen:
                self._credit.rest_on(self._node)
                return self._cached(*arguments, **named)
            with self._credit.making(self._node):
                found = self._cached(*arguments, **named)
            self._seen.add(key)
            return found

        vars(followed)["cache_clear"] = self._clear
        return followed

    def _clear(self) -> None:
        self._seen.clear()
        if hasattr(self._cached, "cache_clear"):
            self._cached.cache_clear()
