"""The console command `impact`: it finds its subcommands on the shelf `impact/cli/commands`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from impact.cli import commands
from impact.cli.registry import dispatch
from impact.errors import ImpactError

FAULT = 2
"""The exit code when the answer can't be given; argparse uses it for wrong options too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; return the exit code: 0, what the subcommand says, or 2 with one line on stderr."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return dispatch("impact", "Ask what depends on what.", commands, given)
    except ImpactError as fault:
        sys.stderr.write(f"impact: {fault}\n")
        return FAULT
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is left of it goes nowhere, at the end of Python, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
