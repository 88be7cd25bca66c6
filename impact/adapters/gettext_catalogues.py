"""Catalogues of `gettext`: parsed once in a process, found anew by each who asks for translations."""

from __future__ import annotations

from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `gettext`: book the catalogues that `translation` is about to read, or has read before."""

    def finding(original: Any) -> Any:
        def find(*arguments: Any, **named: Any) -> Any:
            found = original(*arguments, **named)
            for path in [found] if isinstance(found, str) else found or ():
                credit.read(path)
            return found

        return find

    return {"gettext": lambda module: patches.wrap(module, "find", finding)}
