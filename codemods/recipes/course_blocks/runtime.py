"""The modules that a migrated tree is given: what reads entry points, and what has further fields collected."""

from __future__ import annotations

TRANSFORMERS, FIELDS = "plugged_transformers", "plugged_fields"
MODULE, EXTRA = "plugged", "extra_fields"
TAKEN = frozenset({"group", "order"})
"""Names under which nothing can be handed to a factory: `plugged_transformers` takes them itself."""

_IMPORTLIB = """

def _found(group):
    return {each.name: each.load() for each in entry_points(group=group)}
"""
_STEVEDORE = """

def _found(group):
    return {each.name: each.plugin for each in ExtensionManager(group)}
"""
_IMPORTS = {
    "importlib": "from importlib.metadata import entry_points",
    "stevedore": "from stevedore import ExtensionManager",
}
_FOUND = {"importlib": _IMPORTLIB, "stevedore": _STEVEDORE}
LOADERS = tuple(_IMPORTS)
_DOC = '''"""
Transformers, and fields of theirs, that anybody may add by an entry point.
"""
'''

_TRANSFORMERS = '''

def plugged_transformers(group, order, **given):
    """
    Return the transformers of an entry point group: those that `order` names, as it names them, then others by name.

    An entry point leads to a class, which is called without arguments, or to a factory, which is called with `given`.
    A factory should take more than it needs: `def make(depth, **given)`.
    """
    made = []
    for each in _ordered(group, order):
        made.append(each() if inspect.isclass(each) else each(**given))
    return made
'''
_FIELDS = '''

def plugged_fields(group, order, field_type):
    """
    Return the fields that are served: those in `order`, of which a name stands for an entry point of the group, then
    other entry points by name, then those that the setting @SETTING@ names and nobody else serves.

    An entry point leads to a function that is given the type of a field, and returns one.
    """
    found = _found(group)
    _check(group, [each for each in order if _is_name(each)], found)
    fields = [found[each](field_type) if _is_name(each) else each for each in order]
    fields += [found[name](field_type) for name in sorted(found) if name not in order]
    served = {each.requested_field_name for each in fields}
    further = getattr(settings, "@SETTING@", [])
    return fields + [field_type(name) for name in further if name not in served]


def _is_name(each):
    return isinstance(each, (str, type(u"")))
'''
_ORDERED = """

def _ordered(group, order):
    found = _found(group)
    _check(group, order, found)
    return [found[name] for name in order] + [found[name] for name in sorted(found) if name not in order]


def _check(group, order, found):
    missing = [name for name in order if name not in found]
    if missing:
        raise LookupError(
            "No entry point of {} is called {}: is the package that has it installed anew?".format(
                group, " or ".join(missing)
            )
        )
"""

_EXTRA = '''"""
A transformer that has the fields collected that the setting @SETTING@ names.
"""
from django.conf import settings

from @BASE_MODULE@ import BlockStructureTransformer


class ExtraFieldsTransformer(BlockStructureTransformer):
    """
    Collects further fields of blocks, so that they can be served. What is collected already lacks them until it is
    collected anew.
    """
@VERSIONS@

    @classmethod
    def name(cls):
        return "extra_fields"

    @classmethod
    def collect(cls, block_structure):
        """
        Requests the fields.
        """
        block_structure.request_xblock_fields(*getattr(settings, "@SETTING@", []))

    def transform(self, usage_info, block_structure):
        """
        Leaves every block as it is.
        """
'''


def plugged_module(loader: str, setting: str, with_fields: bool) -> str:
    """Return the module that reads entry points, by `importlib` or by `stevedore`."""
    django = ["from django.conf import settings"] if with_fields else []
    if loader == "importlib":
        imports = ["import inspect", _IMPORTS[loader], *(["", *django] if django else [])]
    else:
        imports = ["import inspect", "", *django, _IMPORTS[loader]]
    functions = [_TRANSFORMERS, _FIELDS if with_fields else "", _ORDERED, _FOUND[loader]]
    return _DOC + "\n".join(imports) + "\n" + "".join(functions).replace("@SETTING@", setting)


def extra_module(base_module: str, setting: str, parted: bool) -> str:
    """Return the module of the transformer that has further fields collected; `parted` tells how versions are said."""
    versions = "    WRITE_VERSION = 1\n    READ_VERSION = 1" if parted else "    VERSION = 1"
    text = _EXTRA.replace("@BASE_MODULE@", base_module).replace("@SETTING@", setting)
    return text.replace("@VERSIONS@", versions)
