"""Measures the graph of a frontend on a checkout: `python -m tests.benchmarks.frontend PATH`.

Tells how many files of each technology were read and how many Mako templates could not be, how sure the render calls
are, what is dead and apart, CPU seconds and the highest memory.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from pathlib import Path

from codemods.recipes.legacy_frontend.dead import judge
from codemods.recipes.legacy_frontend.graph.building import build
from codemods.recipes.legacy_frontend.graph.files import list_files
from codemods.running.files import Root


def main(place: Path) -> None:
    """Measure and print."""
    root = Root.around([place])
    began = time.process_time()
    frontend = build(list_files(root, [place]))
    seconds = time.process_time() - began
    graph = frontend.graph
    calls = Counter(call.certainty.value for call in graph.renders)
    whole = {
        each.path for each in graph.opaque if "only its strings are followed" in each.reason or "Mako" in each.reason
    }
    mako = [path for path, technology in frontend.reading.technologies.items() if technology == "mako"]
    print("files read:", ", ".join(f"{name} {number:,}" for name, number in graph.parsed.items()))
    print(f"Mako templates parsed: {len(mako) - len(whole.intersection(mako)):,} of {len(mako):,}")
    print(f"nodes {len(graph.nodes):,}, edges {len(graph.edges):,}")
    print(f"broken references {len(graph.broken):,}, opaque pieces {len(graph.opaque):,}")
    share = 100 * calls["exact"] / max(calls.total(), 1)
    print(f"render calls: {calls.total():,}, {dict(calls)}, {share:.1f} % exact")
    verdict = judge(frontend)
    print(f"dead {len(verdict.dead):,}, apart {len(verdict.apart):,}, open {len(verdict.open_sites):,}")
    print(f"CPU {seconds:.1f} s, memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
