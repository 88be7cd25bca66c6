"""Small trees on which a plan is made, and what it makes of them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from codemods.codemod import Options
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.plans.turning import turns_of
from codemods.registry import find


def write(root: Path, files: dict[str, str]) -> Tree:
    """Write files, dedented, and return the tree of them."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(textwrap.dedent(text).lstrip("\n").encode())
    return Tree(root, tuple(sorted(files)))


def plan_of(name: str, tree: Tree, options: Options) -> Plan:
    """Return the plan of a codemod."""
    [codemod] = find([name])
    assert codemod.plan is not None
    codemod.needles(codemod.settle(options))
    return codemod.plan(tree, codemod.settle(options))


def after(root: Path, plan: Plan) -> dict[str, str]:
    """Return the files that a plan touches, as it leaves them."""
    return {turn.path: (turn.after or b"").decode() for turn in turns_of(root, plan)}
