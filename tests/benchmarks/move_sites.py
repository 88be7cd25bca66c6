"""Counting by a plain search what a move must change, and holding the codemod against it.

    python -m tests.benchmarks.move_sites CHECKOUT OLD NEW [--roots FOLDER,...]

`git grep` finds the lines that import OLD (by any of its names) and those that hold a path in it in quotes; no parser
and none of our code has a part in that. Each line is then one that the plan changes, one that it lists as left alone,
or neither: those are printed, with the reason where the line is in a comment or docstring. It ends with 1 if an import
outside of comments and docstrings is in none of the plan's lists.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from codemods.codemod import Bound
from codemods.errors import SourceUnreadable
from codemods.moving.layout import Layout
from codemods.moving.references import Found, lines_of
from codemods.registry import find
from codemods.sources.python import Python
from tests.benchmarks.human_moves import tree_of


def grep(place: Path, pattern: str) -> Iterator[tuple[str, int, str]]:
    """Yield path, line and text of what git finds."""
    ended = subprocess.run(
        ["git", "grep", "-nIE", pattern, "--", "*.py", "*.html", "*.txt", "*.mako", "*.yml", "*.cfg", "*.ini"],
        cwd=place,
        capture_output=True,
        text=True,
        errors="replace",
    )
    for line in ended.stdout.splitlines():
        path, number, text = line.split(":", 2)
        if not (place / path).is_symlink():
            yield path, int(number), text


def prose_lines(layout: Layout, path: str) -> set[int]:
    """Return the lines of docstrings and comments of a Python file."""
    lines: set[int] = set()
    try:
        opened = layout.tree.open(path)
    except SourceUnreadable:
        return lines
    source = opened.source if opened is not None else None
    if not isinstance(source, Python):
        return lines
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    texts = source.text.splitlines()
    return lines | {number for number, text in enumerate(texts, 1) if text.lstrip().startswith("#")}


def main() -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--roots", default="")
    options = parser.parse_args()
    place = options.checkout.resolve()
    tree = tree_of(place)
    [codemod] = find(["move-module"])
    assert codemod.plan is not None
    given = {"old": options.old, "new": options.new, "force": "yes", "roots": options.roots}
    plan = codemod.plan(tree, Bound.to(codemod, given).options)
    layout = Layout(tree, options.roots.split(",") if options.roots else ())
    changed = lines_of(Found(edits=dict(plan.edits)), layout)
    left = {(each.path, each.line) for each in plan.left}
    names = "|".join(
        re.escape(name) for path in layout.find(options.old) for name in dict.fromkeys(layout.called(path))
    )
    searches = {
        "imports": rf"^\s*(from ({names})(\.[a-zA-Z0-9_.]+)? import|import ([a-zA-Z0-9_., ]+, *)?({names})([., ]|$))",
        "paths in quotes": rf"[\"']({names})\.[a-zA-Z_][a-zA-Z0-9_.]*[\"']",
    }
    missed = 0
    for kind, pattern in searches.items():
        counts: Counter[str] = Counter()
        for path, line, text in grep(place, pattern):
            if line in changed.get(path, ()):
                counts["changed"] += 1
            elif (path, line) in left:
                counts["left alone and listed"] += 1
            elif line in prose_lines(layout, path):
                counts["in a comment or docstring"] += 1
            else:
                counts["neither"] += 1
                missed += kind == "imports"
                print(f"  neither: {path}:{line}: {text.strip()}")
        print(f"{kind}: {sum(counts.values())} lines, {dict(counts)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
