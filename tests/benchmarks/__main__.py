"""All tables of what the plugin costs, one after the other: `python -m tests.benchmarks`.

It takes an hour or two on two cores. Each table is also a module of its own, with options; those that need a checkout
(`commits`, `precision`, `codemods`) are not among these.
"""

from __future__ import annotations

from tests.benchmarks import contracts, merging, pull_request, recording, report, scale, start

if __name__ == "__main__":
    for title, table in (
        ("Recording, one process", lambda: recording.main([])),
        ("Recording, two workers", lambda: recording.main(["--workers", "2", "--pairs", "3"])),
        ("Selecting at scale", lambda: scale.main([])),
        ("With nothing to do", lambda: start.main([])),
        ("Merging the maps of shards", lambda: merging.main([])),
        ("The report", lambda: report.main([])),
        ("The pull-request half of the workflow", lambda: pull_request.main([])),
        ("Contracts", lambda: contracts.main([])),
    ):
        print(f"\n## {title}\n", flush=True)
        table()
