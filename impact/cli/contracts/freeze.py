"""Write the present violations into a baseline, so that only new ones fail; it may only shrink from then on."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from impact.cli.opening import add_project_options, open_project
from impact.contracts.baseline import as_ignored_imports
from impact.contracts.freezing import Frost, freeze_project


def add_options(parser: ArgumentParser) -> None:
    """Tell argparse what the command takes."""
    add_project_options(parser)
    parser.add_argument(
        "--contract", action="append", default=[], metavar="ID", help="freeze this one only; repeatable"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--update", action="store_true", help="only take out what is not needed any more")
    how.add_argument("--accept-new", action="store_true", help="let through what is new, too")
    how.add_argument(
        "--export",
        choices=("ini", "toml"),
        help="write nothing; print the baseline as ignore_imports, for import-linter",
    )


def run(options: Namespace) -> int:
    """Write the baseline, and print what became of each contract; return 1 if something new is not in it, else 0."""
    project = open_project(options)
    if options.export:
        for identity, frozen in sorted(project.baseline.items()):
            sys.stdout.write(_exported(identity, list(as_ignored_imports(frozen)), options.export))
        return 0
    frosts = freeze_project(project, options.contract, options.update, options.accept_new)
    sys.stdout.writelines(f"{_line(frost)}\n" for frost in frosts)
    sys.stdout.write(f"Baseline: {project.baseline_path.name}\n")
    if any(frost.fault for frost in frosts):
        return 2
    return int(any(frost.new for frost in frosts))


def _line(frost: Frost) -> str:
    if frost.fault:
        return f"{frost.id}: left as it was: {frost.fault}"
    edges = sum(len(each.edges) for each in frost.frozen.allowances)
    sources = sum(len(each.sources) for each in frost.frozen.allowances)
    told = f"{frost.id}: {edges} imports, reached from {sources} modules"
    told += f"; {frost.pruned} taken out" if frost.pruned else ""
    if frost.new:
        told += f"; {frost.new} new violations are NOT in it: fix them, or freeze with --accept-new"
    return told


def _exported(identity: str, lines: list[str], form: str) -> str:
    if not lines:
        return ""
    if form == "toml":
        rows = "".join(f'    "{line}",\n' for line in lines)
        return f"# {identity}\nignore_imports = [\n{rows}]\n"
    rows = "".join(f"    {line}\n" for line in lines)
    return f"# [importlinter:contract:{identity}]\nignore_imports =\n{rows}"
