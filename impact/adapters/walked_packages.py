"""Folders whose modules are listed: one that is not there yet is asked for in C, where nobody hears of it."""

from __future__ import annotations

import os
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `pkgutil`: look for each folder in which it looks for modules."""

    def finding(original: Any) -> Any:
        def get_importer(path_item: Any) -> Any:
            os.path.isdir(path_item)  # heard of, on behalf of who called pkgutil
            return original(path_item)

        return get_importer

    return {"pkgutil": lambda module: patches.wrap(module, "get_importer", finding)}
