"""Replaying moves that people made: the codemod on the parent of their commit, compared with what they did.

    python -m tests.benchmarks.human_moves CHECKOUT COMMIT [OLD=NEW ...] [--force] [--show KIND]

The tree of the commit's first parent is laid out in a temporary folder, each move is planned and applied there, and the
result is compared with the commit, hunk by hunk: a hunk of the person's diff that speaks of an old name is

- *same*: our lines are theirs;
- *equal*: an import that binds the same names from the same modules, written otherwise;
- *missing*: we left an import or a string with the old path where they changed it;
- *prose*: we left a comment, a docstring, documentation, or a word that is no path;
- *different*: we changed it, to something else.

Hunks of ours that they do not have are *more*: what they forgot, or left. Moves are taken from the commit's renames
where none are given. Then come the checks on our tree: do all files parse that did, and does every
import of the tree's own modules lead somewhere that did. It ends with 1 if something is missing or broken.
"""

from __future__ import annotations

import argparse
import difflib
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codemods.codemod import Bound
from codemods.errors import SourceUnreadable
from codemods.moving.layout import Layout
from codemods.moving.resolving import Resolving
from codemods.plans.applying import apply_plan
from codemods.plans.tree import Tree
from codemods.registry import find
from codemods.running.files import Root, find_files
from codemods.sources.kinds import may_be_read


def git(place: Path, *arguments: str) -> bytes:
    """Return what git prints."""
    return subprocess.run(["git", *arguments], cwd=place, capture_output=True, check=True).stdout


def lay_out(checkout: Path, commit: str, place: Path) -> None:
    """Write the files of a commit that codemods read, and a name for each other one."""
    listed = [each for each in git(checkout, "ls-tree", "-r", "-z", commit).decode().split("\0") if each]
    wanted = {}
    for entry in listed:
        facts, _, path = entry.partition("\t")
        mode, kind, blob = facts.split()
        if kind == "blob" and mode != "120000" and may_be_read(path):
            wanted[path] = blob
    asked = "".join(f"{blob}\n" for blob in wanted.values())
    told = subprocess.run(["git", "cat-file", "--batch"], cwd=checkout, input=asked.encode(), capture_output=True)
    at = 0
    for path in wanted:
        end = told.stdout.index(b"\n", at)
        size = int(told.stdout[at:end].split()[2])
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(told.stdout[end + 1 : end + 1 + size])
        at = end + 2 + size


def tree_of(place: Path) -> Tree:
    """Return a folder as codemods that plan see it."""
    root = Root(place, has_git=False)
    return Tree(place, tuple(each for each in find_files(root, [place]) if isinstance(each, str)))


def renamed_modules(checkout: Path, commit: str) -> list[tuple[str, str]]:
    """Return the Python files that a commit moved, by old and new path."""
    options = ("-M50%", "--diff-filter=R", "--name-status")
    told = git(checkout, "diff", *options, f"{commit}^", commit, "--", "*.py").decode()
    pairs = (line.split("\t")[1:3] for line in told.splitlines())
    return [(old, new) for old, new in pairs]


@dataclass(frozen=True)
class Hunk:
    """A stretch of lines that differs."""

    path: str
    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def hunks(path: str, before: str, after: str) -> Iterator[Hunk]:
    """Yield the stretches that differ, line by line where as many lines come as go."""
    old, new = before.splitlines(), after.splitlines()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i2 - i1 == j2 - j1:
            for at in range(i2 - i1):
                yield Hunk(path, i1 + at + 1, (old[i1 + at],), (new[j1 + at],))
        else:
            yield Hunk(path, i1 + 1, tuple(old[i1:i2]), tuple(new[j1:j2]))


_FROM = re.compile(r"^\s*from\s+(\S+)\s+import\s+\(?([^)#]*)\)?")
_PLAIN = re.compile(r"^\s*import\s+([^#]*)")


def meaning(lines: Sequence[str]) -> Counter[str] | None:
    """Return the names that lines of imports bind, None where they hold anything else."""
    found: Counter[str] = Counter()
    for line in re.sub(r"\\\n|(?<=[,(])\n", " ", "\n".join(lines)).splitlines():
        if not line.strip() or line.strip().startswith("#"):
            continue
        matched = _FROM.match(line)
        if matched:
            found.update(f"{matched[1]}.{' '.join(each.split())}" for each in matched[2].split(",") if each.strip())
        elif (plain := _PLAIN.match(line)) is not None:
            found.update(" ".join(each.split()) for each in plain[1].split(","))
        else:
            return None
    return found


def references(moves: Sequence[tuple[str, ...]]) -> re.Pattern[str]:
    """Return the pattern of a line that imports an old name, or has its whole path in a string."""
    names = [old.replace(":", ".") for old, _ in moves]
    last = "|".join(sorted({re.escape(name.rpartition(".")[2]) for name in names}))
    paths = "|".join(re.escape(name) for name in names)
    return re.compile(rf"^\s*(?:from|import)\s.*(?<!\w)(?:{last})(?!\w)|[\"'](?:{paths})(?:[.:][^\"' ]*)?[\"']")


def judge(theirs: Hunk, ours: Mapping[int, tuple[str, ...]], refers: re.Pattern[str]) -> str:
    """Return how our lines compare with a person's: `ours` are what became of lines, by number."""
    lines = range(theirs.line, theirs.line + len(theirs.before))
    mine = tuple(line for number in lines for line in ours.get(number, ()))
    if mine == theirs.after:
        return "same"
    mine_means, theirs_mean = meaning(mine), meaning(theirs.after)
    if mine_means is not None and mine_means == theirs_mean:
        return "equal"
    if mine != theirs.before:
        return "different"
    return "missing" if any(refers.search(line) for line in mine) else "prose"


def by_line(before: str, after: str) -> dict[int, tuple[str, ...]]:
    """Return what became of each line of a text."""
    old, new = before.splitlines(), after.splitlines()
    found: dict[int, tuple[str, ...]] = {}
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" or i2 - i1 == j2 - j1:
            found.update({i1 + at + 1: (new[j1 + at],) for at in range(i2 - i1)})
        elif i2 > i1:
            found[i1 + 1] = tuple(new[j1:j2])
            found.update({number + 1: () for number in range(i1 + 1, i2)})
        else:
            found[i1] = (*found.get(i1, ()), *new[j1:j2])
    return found


def text_of(checkout: Path, commit: str, path: str) -> str | None:
    """Return a file of a commit, None where there is none."""
    try:
        return git(checkout, "show", f"{commit}:{path}").decode("utf-8", "replace")
    except subprocess.CalledProcessError:
        return None


def broken(layout: Layout) -> Counter[str]:
    """Return the imports of the tree's own modules that lead nowhere, as file and name."""
    return Counter(f"{path}: {name}" for path, name in Resolving(layout).leads_nowhere())


def parsed(layout: Layout) -> set[str]:
    """Return the Python files that can be parsed."""
    found = set()
    for path in layout.names:
        try:
            layout.tree.open(path)
            found.add(path)
        except SourceUnreadable:
            pass
    return found


def main() -> int:
    """Replay, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("commit")
    parser.add_argument("moves", nargs="*", metavar="OLD=NEW")
    parser.add_argument("--force", action="store_true", help="move in spite of circles")
    parser.add_argument("--show", default="missing different", help="kinds of hunks to print")
    options = parser.parse_args()
    checkout = options.checkout.resolve()
    moves = [tuple(each.split("=", 1)) for each in options.moves]
    if not moves:
        for old, new in renamed_modules(checkout, options.commit):
            print(f"renamed by the commit: {old} -> {new}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return replay(checkout, options.commit, moves, Path(folder).resolve(), options)


def replay(
    checkout: Path, commit: str, moves: Sequence[tuple[str, ...]], place: Path, options: argparse.Namespace
) -> int:
    """Make the moves at the parent of a commit, and compare."""
    lay_out(checkout, f"{commit}^", place)
    before = Layout(tree_of(place))
    broken_before, parsed_before = broken(before), parsed(before)
    [codemod] = find(["move-module"])
    assert codemod.plan is not None
    now: dict[str, str] = {}  # where a file is, by its first path, of those that moved or were edited
    for old, new in moves:
        given = {"old": old, "new": new, "force": "yes" if options.force else "no"}
        plan = codemod.plan(tree_of(place), Bound.to(codemod, given).options)
        apply_plan(Root(place, has_git=False), plan)
        first = {path: start for start, path in now.items()}
        went = {move.old: move.new for move in plan.moves}
        for path in {*plan.edits, *went}:
            now[first.get(path, path)] = went.get(path, path)
        print(f"{old} -> {new}: {len(plan.moves)} files moved, {len(plan.edits)} edited, {len(plan.left)} places left")
    seen, counts = compare(checkout, commit, place, moves, now, options.show.split())
    rest = {old: new for old, new in now.items() if old not in seen}
    counts["more"] = more(checkout, commit, place, rest, "more" in options.show.split())
    print(", ".join(f"{counts[kind]} {kind}" for kind in ("same", "equal", "different", "prose", "missing", "more")))
    after = Layout(tree_of(place))
    back = {new: old for old, new in now.items()}
    fresh = Counter({back_path(each, back): number for each, number in broken(after).items()}) - broken_before
    lost = {now.get(path, path) for path in parsed_before} - parsed(after)
    print(f"imports that resolve no more: {sum(fresh.values())}; files that parse no more: {len(lost)}")
    for each in [*sorted(fresh), *sorted(lost)]:
        print(f"  {each}")
    return int(bool(counts["missing"] or fresh or lost))


def compare(
    checkout: Path,
    commit: str,
    place: Path,
    moves: Sequence[tuple[str, ...]],
    now: Mapping[str, str],
    shown: Sequence[str],
) -> tuple[set[str], Counter[str]]:
    """Return the files that the person touched and we compared, and how many hunks are of each kind."""
    last = "|".join(sorted({re.escape(old.replace(":", ".").rpartition(".")[2]) for old, _ in moves}))
    speaks = re.compile(rf"(?<!\w)(?:{last})(?!\w)")
    refers = references(moves)
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    told = git(checkout, "diff", "--no-renames", "--name-only", "--diff-filter=MD", f"{commit}^", commit).decode()
    theirs = dict(renamed_modules(checkout, commit))
    for path in told.splitlines():
        before, after = text_of(checkout, f"{commit}^", path), text_of(checkout, commit, theirs.get(path, path))
        mine = place / now.get(path, path)
        if before is None or after is None or not mine.is_file() or not may_be_read(path):
            continue
        ours = by_line(before, mine.read_bytes().decode("utf-8", "replace"))
        seen.add(path)
        for hunk in hunks(path, before, after):
            if any(speaks.search(line) for line in hunk.before):
                kind = judge(hunk, ours, refers)
                counts[kind] += 1
                if kind in shown:
                    show(kind, hunk, ours)
    return seen, counts


def show(kind: str, hunk: Hunk, ours: Mapping[int, tuple[str, ...]]) -> None:
    """Print a hunk: lines that were (-), theirs (t), ours (o)."""
    print(f"{kind} {hunk.path}:{hunk.line}")
    mine = [line for number in range(hunk.line, hunk.line + len(hunk.before)) for line in ours.get(number, ())]
    for mark, lines in (("-", hunk.before), ("t", hunk.after), ("o", mine)):
        print("".join(f"  {mark} {line}\n" for line in lines), end="")


def back_path(told: str, back: dict[str, str]) -> str:
    """Return a line about a file with the path that it had."""
    path, colon, rest = told.partition(": ")
    return back.get(path, path) + colon + rest


def more(checkout: Path, commit: str, place: Path, ours: Mapping[str, str], shown: bool) -> int:
    """Count the stretches that we change in files that the person did not touch; `ours` are their paths now."""
    number = 0
    for old, new in sorted(ours.items()):
        before = text_of(checkout, f"{commit}^", old) or ""
        for hunk in hunks(old, before, (place / new).read_bytes().decode("utf-8", "replace")):
            number += 1
            if shown:
                print(f"more {old}:{hunk.line}")
                print("".join(f"  - {line}\n" for line in hunk.before), end="")
                print("".join(f"  o {line}\n" for line in hunk.after), end="")
    return number


if __name__ == "__main__":
    sys.exit(main())
