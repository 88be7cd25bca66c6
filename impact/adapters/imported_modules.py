"""Modules found by a computed name: who asks for one that is loaded already rests on it like the first who asked."""

from __future__ import annotations

import sys
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `importlib.import_module`, and with `django.utils.module_loading`, which stands on it.

    An import statement needs none of this: the source tells what it imports.
    """

    def importing(original: Any) -> Any:
        def import_module(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True  # a report shows no frame of ours
            module = original(*arguments, **named)
            credit.use_module(module)
            return module

        return import_module

    def looking_up(original: Any) -> Any:
        def cached_import(module_path: str, *arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            found = original(module_path, *arguments, **named)
            credit.use_module(sys.modules.get(module_path))
            return found

        return cached_import

    def adapt_django(module: Any) -> None:
        patches.wrap(module, "import_module", importing)
        patches.wrap(module, "cached_import", looking_up)

    return {
        "importlib": lambda module: patches.wrap(module, "import_module", importing),
        "django.utils.module_loading": adapt_django,
    }
