"""The kinds of edges between modules, and which of them a contract looks at."""

from __future__ import annotations

IMPORT = "import"
"""A statement on module level, or in a class body."""
FUNCTION = "function"
"""A statement inside a function: it takes effect when the function runs."""
TYPE_CHECKING = "type-checking"
"""A statement under `if TYPE_CHECKING:`, which never takes effect."""
MOCK = "mock"
"""The target of `mock.patch`, a string."""
SETTING = "setting"
"""A string in a Django settings module: INSTALLED_APPS, middleware, back ends."""
FOREIGN_KEY = "foreign-key"
"""A model named by app label and name: `ForeignKey("auth.User")`."""
URLCONF = "urlconf"
"""A module or view named in a URL configuration."""
SIGNAL = "signal"
"""The sender of a signal, named by app label and model."""
STRING = "string"
"""Any other string that is the name of a module in the graph, as an argument of a function that imports."""
TEMPLATE = "template"
"""An import in a Mako template, told as one of the package that holds the template."""
RUNTIME = "runtime"
"""Seen at run time by the recorder: a test of the one executed code of the other."""

STRINGS = (MOCK, SETTING, FOREIGN_KEY, URLCONF, SIGNAL, STRING, TEMPLATE)
KINDS = (IMPORT, FUNCTION, TYPE_CHECKING, *STRINGS, RUNTIME)
DEFAULT = frozenset({IMPORT, FUNCTION, TYPE_CHECKING})
"""What import-linter looks at."""
NO_TESTS = "no-tests"
"""No kind, but a restriction: edges whose importer is a test are left out."""
REACHABLE = (*KINDS, "strings", NO_TESTS)
"""What a contract's option `kinds` may name; `strings` is short for all that are found in strings."""


def is_test(module: str) -> bool:
    """Whether a module is one of tests, by the conventions of pytest, unittest and Open edX."""
    return any(
        part in ("tests", "test", "conftest", "testing")
        or part.startswith("test_")
        or part.endswith(("_test", "_tests"))
        for part in module.split(".")
    )


def expand_kinds(names: frozenset[str]) -> frozenset[str]:
    """Return the kinds that names in a configuration stand for; without a kind among them, none."""
    kinds = names & set(KINDS)
    return kinds | set(STRINGS) if "strings" in names else kinds
