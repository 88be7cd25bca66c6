"""What `mfe-redirect` and `context-api` make of the views of a real tree, by default ten of edx-platform's of 2016.

    python -m tests.benchmarks.redirects TREE [--every] [--show] [VIEW...]

For each view the plan of stage 1 is made, split where it must be. Then every file of it is read again, in the language
of the tree (Python 2 by its own parser); and the view's file without the lines that were put in must have the syntax
tree that it had, so that nothing but the redirect can behave otherwise. A `get` that ends in its base's is
left out of that. `--every` takes all views that render a template. `--show` prints what was written.
"""

from __future__ import annotations

import argparse
import ast
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from codemods.errors import CodemodError, SourceUnreadable
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.plans.turning import turns_of
from codemods.recipes.legacy_frontend.python.bindings import bind, imports_of
from codemods.recipes.legacy_frontend.python.rendering import find_renders
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.python.views import find_views
from codemods.registry import find
from codemods.running.files import Root, find_files, place_of
from codemods.running.showing import diff
from codemods.sources.kinds import PYTHON
from codemods.sources.opening import open_source
from codemods.sources.python import Python

VIEWS = (
    "student_profile.views.learner_profile",
    "student_account.views.account_settings",
    "learner_dashboard.views.view_programs",
    "courseware.views.views.course_info",
    "courseware.views.views.progress",
    "teams.views.TeamsDashboardView",
    "support.views.EnrollmentSupportView",
    "instructor.views.instructor_dashboard.instructor_dashboard_2",
    "django_comment_client.forum.views.forum_form_discussion",
    "contentstore.views.course.course_handler",
)


class Kept(Tree):
    """A tree that keeps what it read: the same files are asked for by each of many plans."""

    def __init__(self, root: Path, paths: tuple[str, ...]) -> None:
        super().__init__(root, paths)
        self._kept: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        if path not in self._kept:
            self._kept[path] = super().read(path)
        return self._kept[path]


def planned(tree: Tree, name: str, view: str) -> tuple[Plan | None, str]:
    """Return the plan for a view, and what is told of it."""
    [codemod] = find([name])
    assert codemod.plan is not None
    given = {"view": view}
    if name == "mfe-redirect":
        given |= {"setting": "SOME_MICROFRONTEND_URL", "created": "2024-01-01"}
    try:
        return codemod.plan(tree, codemod.settle(given)), "done"
    except CodemodError as fault:
        if "--split" not in str(fault):
            return None, f"refused: {fault}"
        reason = str(fault).partition("left alone: ")[2].partition(". With")[0]
    try:
        return codemod.plan(tree, codemod.settle({**given, "split": "yes"})), f"split, for {reason}"
    except CodemodError as fault:
        return None, f"refused: {fault}"


def faults(root: Path, plan: Plan, is_redirect: bool) -> Iterator[str]:
    """Yield what is wrong with the files that a plan makes."""
    for turn in turns_of(root, plan):
        place = place_of(root, turn.path)
        try:
            after = open_source(place, PYTHON, turn.after or b"").source
        except SourceUnreadable as fault:
            yield f"{turn.path} can't be read any more: {fault}"
            continue
        if is_redirect and turn.before is not None:
            before = open_source(place, PYTHON, turn.before).source
            assert isinstance(after, Python)
            assert isinstance(before, Python)
            if not turn.path.endswith("toggles.py") and ast.dump(without_redirect(after.tree)) != ast.dump(
                without_redirect(before.tree)
            ):
                yield f"{turn.path} has more changes than the redirect"


def without_imports(tree: ast.Module) -> ast.Module:
    """Return a module without its imports at the top: what is put in among them may not be told from what was there."""
    tree.body = [each for each in tree.body if not isinstance(each, ast.Import | ast.ImportFrom)]
    return tree


def without_redirect(tree: ast.Module) -> ast.Module:
    """Return a module without the lines that ask `should_redirect_..._to_mfe`."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_redirect(each) and not _is_new_get(each)]  # type: ignore[attr-defined]
    return without_imports(tree)


def _is_redirect(node: ast.AST) -> bool:
    test = node.test if isinstance(node, ast.If) else None
    name = test.func.id if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) else ""
    return bool(re.fullmatch(r"should_redirect_\w+_to_mfe", name))


def _is_new_get(node: ast.AST) -> bool:
    """Whether it is a `get` that redirects, or else does what the one of the base does."""
    return (
        isinstance(node, ast.FunctionDef)
        and node.name == "get"
        and ast.unparse(node.body[-1]).startswith("return super(")
    )


def every_view(tree: Tree) -> Iterator[str]:
    """Yield the views of a tree that render a template."""
    for path in tree.paths:
        if not path.endswith(".py") or "/test" in path or b"render" not in tree.read(path):
            continue
        try:
            opened = tree.open(path)
        except SourceUnreadable:
            continue
        if opened is not None and isinstance(opened.source, Python):
            _, places = bind(opened.source.tree)
            imports = imports_of(opened.source.tree, opened.place.package)
            lines = [each.line for each in find_renders(path, places, Values(places), imports)]
            for view in find_views(path, opened.source.tree):
                if any(view.line <= line <= view.end for line in lines):
                    yield f"{path}:{view.name}"


def main() -> None:
    """Print a line for each view and codemod, and how often each ended how."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("views", nargs="*", default=VIEWS)
    parser.add_argument("--every", action="store_true", help="all views that render a template")
    parser.add_argument("--show", action="store_true", help="print what was written")
    options = parser.parse_args()
    root = Root.around([options.tree])
    found = (each for each in find_files(root, [options.tree]) if isinstance(each, str))
    tree = Kept(root.path, tuple(each for each in found if each.endswith(".py")))
    counts: Counter[tuple[str, str]] = Counter()
    started = time.process_time()
    for view in list(every_view(tree)) if options.every else options.views:
        for name in ("mfe-redirect", "context-api"):
            plan, told = planned(tree, name, view)
            wrong = list(faults(root.path, plan, name == "mfe-redirect")) if plan is not None else []
            told = f"WRONG: {'; '.join(wrong)}" if wrong else told
            counts[name, told.partition(":")[0].partition(",")[0]] += 1
            print(f"{name:12}  {view:70}  {told}")
            if options.show and plan is not None:
                for turn in turns_of(root.path, plan):
                    print("".join(diff(turn.path, turn.before or b"", turn.after or b"")))
    for (name, told), number in sorted(counts.items()):
        print(f"{name}: {number} {told}")
    print(f"CPU: {time.process_time() - started:.1f} s")


if __name__ == "__main__":
    main()
