"""The console command `impact`: it finds its subcommands on the shelf `impact/cli/commands`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from impact.cli import commands
from impact.cli.registry import parse
from impact.errors import ImpactError

FAULT = 2
"""The exit code when the answer can't be given; argparse uses it for wrong options too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; return the exit code: 0, what the subcommand says, or 2 with one line on stderr."""
    options = parse("impact", "Ask what depends on what.", commands, arguments)
    try:
        code: int = options.run(options)
    except ImpactError as fault:
        sys.stderr.write(f"impact: {fault}\n")
        return FAULT
    return code
