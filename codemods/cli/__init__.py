"""The console command `codemods`: it finds its subcommands on the shelf `codemods/cli/commands`."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from codemods.cli import commands
from codemods.errors import CodemodError
from impact.cli.registry import dispatch
from impact.errors import ImpactError

FAULT = 2
"""The exit code when the answer can't be given; argparse uses it for wrong options too."""
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; return the exit code: 0, what the subcommand says, or 2 with one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files need not be text
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return dispatch("codemods", "Rewrite source, one idea a file, with proof.", commands, given)
    except (CodemodError, ImpactError) as fault:
        sys.stderr.write(f"codemods: {fault}\n")
        return FAULT
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output is gone: nobody is left to be told
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("codemods: interrupted; files that were written are whole, and the same command goes on\n")
        return INTERRUPTED
