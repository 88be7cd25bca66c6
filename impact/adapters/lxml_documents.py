"""Documents that lxml parses by their names: it opens them in C, where Python does not hear of it."""

from __future__ import annotations

import importlib
import os
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `lxml`: book the file that `etree.parse` is given by its name.

    The module that parses is compiled, and nobody is told when such a one is imported: so it is imported with its
    package, of which hardly anything else is ever used.
    """

    def parsing(original: Any) -> Any:
        def parse(source: Any, *arguments: Any, **named: Any) -> Any:
            if isinstance(source, str | bytes | os.PathLike):
                path = os.fsdecode(source)
                if "://" not in path:
                    credit.read(os.path.abspath(path))
            return original(source, *arguments, **named)

        return parse

    return {"lxml": lambda _: patches.wrap(importlib.import_module("lxml.etree"), "parse", parsing)}
