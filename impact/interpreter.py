"""What tells this interpreter from others, in the words in which environments tell it."""

from __future__ import annotations

import platform
import sys


def interpreter_facts() -> tuple[tuple[str, str], ...]:
    """Return the facts about interpreter and platform with which every environment begins."""
    return (
        ("python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("platform", f"{sys.platform} {platform.machine()}"),
    )
