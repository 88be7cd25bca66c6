"""Who reads: the code behind the modules through which it does so, as the frames of the stack tell."""

from __future__ import annotations

from types import FrameType

_THROUGH = frozenset(
    "os posixpath genericpath pathlib pathlib._local pathlib._abc pathlib._os glob fnmatch io codecs tokenize "
    "_collections_abc collections.abc contextlib shutil tempfile importlib.resources importlib.resources._common "
    "importlib.resources.readers importlib.resources.abc importlib.resources._legacy importlib._common pkgutil "
    "importlib.metadata importlib.metadata._functools runpy linecache inspect impact.recording.watching "
    "collections string impact.adapters.walked_packages "
    "decouple dj_database_url environ.environ environ.fileaware_mapping environs".split()
)
"""Modules that read on behalf of their callers."""
_TOOLS = ("_pytest.", "pytest_openedx.", "impact.", "coverage.", "pluggy.", "xdist.", "_hypothesis", "hypothesis.")
_TOOL_MODULES = frozenset("traceback warnings pdb bdb doctest pytest zipimport py_compile sysconfig site".split())
_DOCUMENTS = frozenset("_load_testfile testfile DocFileTest DocFileSuite".split())
"""Functions of doctest that read a document for their callers; its other reads look up lines of code."""
_IMPORTS = "<frozen importlib._bootstrap_external>"
_LOADER_OF_TESTS = "_pytest.assertion.rewrite"
_SEARCHING = frozenset(
    "importlib importlib.util pkgutil runpy _pytest.outcomes impact.adapters.imported_modules"
    " impact.recording.watching".split()
)
"""Modules that look for modules on behalf of their callers."""


def reader_of(frame: FrameType | None) -> str | None:
    """Return the file of the code that reads, behind the modules through which it does; None for a tool's own reads."""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        code = frame.f_code  # once: each time is an audit event
        if name not in _THROUGH and not (name == "doctest" and code.co_name in _DOCUMENTS):
            filename = code.co_filename
            if code.co_name == "get_data" and (filename == _IMPORTS or name == _LOADER_OF_TESTS):
                frame = frame.f_back  # the data of a package, unless the import itself goes on
                continue
            if filename.startswith("<frozen ") or name in _TOOL_MODULES or f"{name}.".startswith(_TOOLS):
                return None
            return filename
        frame = frame.f_back
    return None


def resolves(frame: FrameType) -> bool:
    """Whether links are followed, and what is not there taken as it is: `realpath`, or `Path.resolve` after it."""
    name, caller = frame.f_code.co_name, frame.f_back
    if name in ("_joinrealpath", "realpath"):
        return frame.f_globals.get("__name__") == "posixpath" and frame.f_locals.get("strict", True) is False
    return name == "stat" and caller is not None and caller.f_code.co_name == "resolve"


def seeks_distributions(frame: FrameType | None) -> bool:
    """Whether all folders of `sys.path` are listed in search of distributions, which are dependencies of their own."""
    return frame is not None and frame.f_globals.get("__name__") == "importlib.metadata"


def is_searched_for_others(frame: FrameType | None) -> bool:
    """Whether it is no tool that looks for a module."""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name not in _SEARCHING and not frame.f_code.co_filename.startswith("<frozen importlib"):
            return name not in _TOOL_MODULES and not f"{name}.".startswith(_TOOLS)
        frame = frame.f_back
    return False
