"""The tables of the impact map, each with the reason for its shape.

Version history:

1. the first.
2. the same tables; parsed sources mention what their templates and expressions spell: earlier ones are dropped.
3. groups of claim sets; parsed sources tell which functions call what they were given: earlier ones are dropped.
4. the same tables; parsed sources tell which imports they use as values: earlier ones are dropped.
5. outlines of test files.
6. runs; dependencies of the kinds "service" and "origin".
"""

from __future__ import annotations

APPLICATION_ID = 0x696D7061
"""Marks the file as ours in the SQLite header ("impa")."""
VERSION = 6
"""Kept in `PRAGMA user_version`."""
OLDEST = 1
"""The oldest version that `STEPS` can carry over."""

_GROUPS = """
    CREATE TABLE set_group (
        -- What claim sets of neighbouring ids hold together, or held: of the many that hold not one of some claims,
        -- most are passed over by the dozen. Sets without a group are looked at one by one.
        first INTEGER PRIMARY KEY,      -- id of a claim set
        last INTEGER NOT NULL,          -- id of a claim set
        claims BLOB NOT NULL            -- packed ids of claims
    )"""

_OUTLINES = """
    CREATE TABLE outline (
        -- What the tests of one file rest on together, each as last observed: while nothing of it has changed, their
        -- records are not read.
        environment_id INTEGER NOT NULL REFERENCES environment (id),
        file TEXT NOT NULL,
        ids BLOB NOT NULL,              -- packed ids of the tests, and of the collection of the file
        tests INTEGER NOT NULL,         -- how many, the collection apart
        seconds REAL NOT NULL,          -- how long they took when last observed
        whole INTEGER NOT NULL,         -- 1: the collection was observed, and no record tells of a failure
        sets BLOB NOT NULL,             -- packed ids of claim sets
        PRIMARY KEY (environment_id, file)
    ) WITHOUT ROWID"""

_RUNS = """
    CREATE TABLE run (
        -- What past runs did, for the report: nothing is selected by it. Only the newest are kept.
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,    -- tells runs apart when maps are merged
        environment BLOB NOT NULL,      -- digest of the environment, of which nothing else may be left
        began INTEGER NOT NULL,         -- milliseconds since 1970
        facts BLOB NOT NULL             -- compressed JSON (impact.map.runs)
    )"""

TABLES = (
    """
    CREATE TABLE environment (
        -- Under what tests ran. Records of different environments live side by side.
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        facts TEXT NOT NULL             -- JSON: pairs of texts
    )""",
    """
    CREATE TABLE dependency (
        -- What tests depend on, as the last writer saw it.
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        content NOT NULL,               -- a content id; empty: never looked at
        signature TEXT,                 -- modified, changed, size, inode: as text, for inodes of 64 bits and more
        UNIQUE (kind, place)
    )""",
    """
    CREATE TABLE fact (
        -- One aspect of a dependency with one of its fingerprints. Thousands of claims share them: a claim
        -- therefore keeps numbers, and they are counted per dependency so that most fit in one byte.
        dependency_id INTEGER NOT NULL REFERENCES dependency (id),
        number INTEGER NOT NULL,
        aspect TEXT NOT NULL,
        fingerprint NOT NULL,
        PRIMARY KEY (dependency_id, number)
    ) WITHOUT ROWID""",
    """
    CREATE TABLE claim (
        -- What tests rest on in one dependency.
        id INTEGER PRIMARY KEY,
        dependency_id INTEGER NOT NULL REFERENCES dependency (id),
        digest BLOB NOT NULL,
        facts BLOB NOT NULL,            -- packed numbers of facts
        holds INTEGER NOT NULL,         -- 1: it holds under dependency.content; 0: it doesn't, or nobody knows
        UNIQUE (dependency_id, digest)
    )""",
    # A session asks first for what does not hold, which is little.
    "CREATE INDEX claim_unheld ON claim (id) WHERE holds = 0",
    """
    CREATE TABLE claim_set (
        -- Claims that several records share.
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        claims BLOB NOT NULL            -- packed ids of claims
    )""",
    _GROUPS,
    """
    CREATE TABLE test (
        id INTEGER PRIMARY KEY,
        nodeid TEXT NOT NULL UNIQUE
    )""",
    """
    CREATE TABLE record (
        -- Observed runs. Several per test: going back to an earlier state of the tree runs nothing.
        id INTEGER PRIMARY KEY,
        test_id INTEGER NOT NULL REFERENCES test (id),
        environment_id INTEGER NOT NULL REFERENCES environment (id),
        digest BLOB NOT NULL,
        outcome TEXT NOT NULL,
        duration REAL NOT NULL,         -- seconds
        seen INTEGER NOT NULL,          -- milliseconds since 1970
        sets BLOB NOT NULL,             -- packed ids of claim sets
        UNIQUE (environment_id, test_id, digest)
    )""",
    # A test leaves the map with its last record, whatever the environment.
    "CREATE INDEX record_test ON record (test_id)",
    _OUTLINES,
    _RUNS,
    """
    CREATE TABLE source (
        -- Parsed sources, so that a changed file can be compared with what it was.
        content PRIMARY KEY,
        level NOT NULL,                 -- fingerprint of its module level, by which a claim finds it
        words BLOB NOT NULL,            -- compressed lines: the identifiers that it mentions
        analysis BLOB NOT NULL          -- compressed text
    )""",
    # A claim on an earlier module level is compared with what the file is now.
    "CREATE INDEX source_level ON source (level)",
    """
    CREATE TABLE tally (
        -- Counters of the writer: how much has been dropped since the last sweep.
        name TEXT PRIMARY KEY,
        amount INTEGER NOT NULL
    )""",
)

NAMES = frozenset("environment dependency fact claim claim_set set_group test record outline run source tally".split())
"""The tables that a sound map has."""

LATER = {"set_group": 3, "outline": 5, "run": 6}
"""Tables that came with a later version than the oldest."""

STEPS: dict[int, tuple[str, ...]] = {
    1: ("DELETE FROM source",),
    2: ("DELETE FROM source", _GROUPS),
    3: ("DELETE FROM source",),
    4: (_OUTLINES,),
    5: (_RUNS,),
}
"""For each version that can be carried over: the statements that turn it into the next."""
