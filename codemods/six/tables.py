"""What six's names are in Python 3, as its documentation gives them (six 1.17)."""

from __future__ import annotations

NAMES = {
    "text_type": "str",
    "binary_type": "bytes",
    "unichr": "chr",
    "next": "next",
    "advance_iterator": "next",
    "callable": "callable",
    "MAXSIZE": "sys.maxsize",
    "StringIO": "io.StringIO",
    "BytesIO": "io.BytesIO",
    "wraps": "functools.wraps",
}
TYPES = {"string_types": "str", "integer_types": "int", "class_types": "type"}
"""Tuples of types in six, which one type stands for."""
METHODS = {
    "iteritems": "items",
    "iterkeys": "keys",
    "itervalues": "values",
    "viewitems": "items",
    "viewkeys": "keys",
    "viewvalues": "values",
}
VIEWS = frozenset({"viewitems", "viewkeys", "viewvalues"})
"""Those that give a set-like view; the others give an iterator."""
ATTRIBUTES = {
    "get_method_function": "__func__",
    "get_method_self": "__self__",
    "get_function_closure": "__closure__",
    "get_function_code": "__code__",
    "get_function_defaults": "__defaults__",
    "get_function_globals": "__globals__",
}
ASSERTIONS = frozenset({"assertCountEqual", "assertRaisesRegex", "assertRegex", "assertNotRegex"})
BUILTINS = frozenset(
    {"filter", "input", "map", "range", "zip", "str", "bytes", "chr", "next", "callable", "int", "type"}
)
_MOVED_OBJECTS = {
    **{name: name for name in ("filter", "input", "map", "range", "zip")},
    "xrange": "range",
    "reduce": "functools.reduce",
    "intern": "sys.intern",
    "reload_module": "importlib.reload",
    "zip_longest": "itertools.zip_longest",
    "filterfalse": "itertools.filterfalse",
    "getcwd": "os.getcwd",
    "getcwdb": "os.getcwdb",
    "getoutput": "subprocess.getoutput",
    "shlex_quote": "shlex.quote",
    "StringIO": "io.StringIO",
    "cStringIO": "io.StringIO",
    "UserDict": "collections.UserDict",
    "UserList": "collections.UserList",
    "UserString": "collections.UserString",
}
_MOVED_MODULES = {
    **{name: name for name in ("builtins", "configparser", "copyreg", "queue", "reprlib", "socketserver", "_thread")},
    "cPickle": "pickle",
    "dbm_gnu": "dbm.gnu",
    "dbm_ndbm": "dbm.ndbm",
    "http_client": "http.client",
    "http_cookies": "http.cookies",
    "http_cookiejar": "http.cookiejar",
    "html_parser": "html.parser",
    "html_entities": "html.entities",
    "BaseHTTPServer": "http.server",
    "SimpleHTTPServer": "http.server",
    "CGIHTTPServer": "http.server",
    "email_mime_base": "email.mime.base",
    "email_mime_image": "email.mime.image",
    "email_mime_multipart": "email.mime.multipart",
    "email_mime_nonmultipart": "email.mime.nonmultipart",
    "email_mime_text": "email.mime.text",
    "urllib_parse": "urllib.parse",
    "urllib_error": "urllib.error",
    "urllib_robotparser": "urllib.robotparser",
    "urllib.parse": "urllib.parse",
    "urllib.error": "urllib.error",
    "urllib.request": "urllib.request",
    "urllib.response": "urllib.response",
    "urllib.robotparser": "urllib.robotparser",
    "xmlrpc_client": "xmlrpc.client",
    "xmlrpc_server": "xmlrpc.server",
}
_PREFIXES = ("django.utils.six.", "six.")


def after_six(meaning: str) -> str | None:
    """Return what a dotted name is in six, "moves.range" say; None for what is not of six."""
    for prefix in _PREFIXES:
        if meaning.startswith(prefix):
            return meaning[len(prefix) :]
    return None


def moved(name: str) -> tuple[str, str] | None:
    """Return the module of Python 3, "" for a builtin, and what follows it, for a name like `moves.urllib.parse.quote`.

    None for what six does not move, or what is not known here.
    """
    rest = name.removeprefix("moves.")
    if rest == name:
        return None
    parts = rest.split(".")
    for length in (2, 1):
        old, after = ".".join(parts[:length]), ".".join(parts[length:])
        if old in _MOVED_MODULES:
            return _MOVED_MODULES[old], after
    if parts[0] in _MOVED_OBJECTS:
        module, _, name = _MOVED_OBJECTS[parts[0]].rpartition(".")
        return module, ".".join([name, *parts[1:]])
    return None
