"""The main job on a real package: record its tests, edit it, and run only the tests that the edit can affect.

    python tests/real/dev_loop.py

Fetches one source distribution into a new temporary folder, which it leaves behind to play with. The folder is a git
work tree, as a developer's would be. Exit 0 when after each edit pytest ended as it must and ran no more tests than it
may, by its own count; 1 otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "boltons==26.2.0"  # pure Python, no dependencies, and its source distribution carries its tests
MODULE = "boltons/dictutils.py"
PASSED, FAILED = 0, 1  # pytest's exit codes


@dataclass(frozen=True)
class Step:
    """One edit of `MODULE`, the exit code of pytest that must follow it, and the most tests that may run."""

    title: str
    exit_code: int
    most: int
    old: str = ""
    new: str = ""


GETITEM = "        return super().__getitem__(k)[-1]\n"
WRONG = "        return super().__getitem__(k)[0]\n"
COMMENTED = "        # The latest value wins.\n" + GETITEM

STEPS = (
    Step("The first run records every test.", PASSED, 1000),
    Step("A comment in OrderedMultiDict.__getitem__ can affect no test.", PASSED, 0, GETITEM, COMMENTED),
    Step("A wrong index in it can affect the tests that execute it, in whatever file.", FAILED, 20, COMMENTED, WRONG),
    Step("Undone, the method is what the first run has seen: nothing to run.", PASSED, 0, WRONG, GETITEM),
)


def fetch_package(folder: Path) -> Path:
    """Download the source distribution of `PACKAGE`, and return the root of its unpacked git work tree."""
    name = PACKAGE.partition("==")[0]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name]
    subprocess.run([*pip, "--dest", str(folder), PACKAGE], check=True)
    (archive,) = folder.glob("*.tar.gz")
    shutil.unpack_archive(archive, folder)
    archive.unlink()
    (root,) = folder.iterdir()
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    subprocess.run(["git", "add", "--all"], cwd=root, check=True)
    return root


def edit_module(path: Path, step: Step) -> None:
    """Replace `step.old`, which must stand in the module once."""
    source = path.read_text(encoding="utf-8")
    if source.count(step.old) != 1:
        sys.exit(f"{path}: expected one place that reads {step.old!r}; is this {PACKAGE}?")
    path.write_text(source.replace(step.old, step.new), encoding="utf-8")


def run_impacted(root: Path) -> tuple[int, int]:
    """Run pytest, show what it prints, and return its exit code and how many tests it says that it ran."""
    print("$ pytest --impacted", flush=True)
    colour = {"FORCE_COLOR": "1"} if sys.stdout.isatty() else {}
    command = [sys.executable, "-m", "pytest", "--impacted"]
    last = ""
    with subprocess.Popen(command, cwd=root, env=os.environ | colour, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            plain = re.sub(r"\x1b\[[\d;]*m", "", line)
            last = plain if re.search(r" in [\d.]+s\b", plain) else last
    counts = re.findall(r"(\d+) (?:passed|failed|errors?|skipped|xfailed|xpassed)\b", last)
    return process.returncode, sum(map(int, counts))


def main() -> int:
    root = fetch_package(Path(tempfile.mkdtemp(prefix="dev-loop-")))
    for step in STEPS:
        print(f"\n# {step.title}", flush=True)
        if step.old:
            edit_module(root / MODULE, step)
            subprocess.run(["git", "--no-pager", "diff", "--unified=0", "--", MODULE], cwd=root, check=True)
        exit_code, ran = run_impacted(root)
        if exit_code != step.exit_code or ran > step.most:
            print(f"expected exit {step.exit_code} and at most {step.most} tests, not exit {exit_code} and {ran} tests")
            return 1
    print(f"\n# Go on with an edit of your own:\n$ cd {root}\n$ {Path(sys.executable).absolute()} -m pytest --impacted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
