"""Where the time of a recording run goes: our modules by their share of its CPU time, and the collector of garbage.

    python -m tests.benchmarks.shares [SUITE...]

The second recording of a suite is sampled each two milliseconds, and the collections of garbage are timed; so they are
in a plain run. What the interpreter does by itself, as to raise the events at the entry of functions, is in neither.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import process
from tests.benchmarks.recording import AGAIN, FIRST, PLAIN, SUITES, Kind, measure
from tests.real.suite import Suite, fetch_archive, unpack

SHOWN = 12


def observe(suite: Suite, root: Path, kind: Kind) -> tuple[float, float, Counter[str]]:
    """Return the CPU seconds of a run, those of its collector, and the samples by module; "" is for all but ours."""
    told = root.parent / "shares.json"
    seconds = measure(suite, root, kind, 0, {"SHARES": str(told)})
    found = json.loads(told.read_text(encoding="utf-8"))
    return seconds, found["collecting"], Counter(found["samples"])


def tell(suite: Suite) -> str:
    """Return the table of a suite."""
    with tempfile.TemporaryDirectory() as scratch:
        root = unpack(fetch_archive(suite, process.ROOT / ".cache" / "real"), Path(scratch, "tree"))
        measure(suite, root, FIRST, 0)
        plain, plain_collecting, _ = observe(suite, root, PLAIN)
        again, collecting, samples = observe(suite, root, AGAIN)
    whole = samples.total()
    ours = {name: count for name, count in samples.most_common() if name}
    rows = [f"| {name} | {count / whole:.1%} |" for name, count in list(ours.items())[:SHOWN]]
    rest = sum(list(ours.values())[SHOWN:])
    return "\n".join(
        [
            f"{suite.name} {suite.version}: plain {plain:.1f} s, again {again:.1f} s of CPU; "
            f"collecting garbage {plain_collecting:.2f} s and {collecting:.2f} s\n",
            "| module | share of again |",
            "|---|---|",
            *rows,
            f"| {max(len(ours) - SHOWN, 0)} more | {rest / whole:.1%} |",
            f"| all of ours | {sum(ours.values()) / whole:.1%} |",
        ]
    )


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    asked = parser.parse_args(None if arguments is None else [*arguments])
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite is called {unknown[0]}: choose of {', '.join(SUITES)}")
    print(process.machine())
    for name in asked.suites or SUITES:
        print(f"\n{tell(SUITES[name])}", flush=True)


if __name__ == "__main__":
    main()
