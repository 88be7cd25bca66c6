"""LibCST's own codemod commands, by their dotted path, as codemods among others."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

from codemods.codemod import Codemod, Option, Options
from codemods.errors import CodemodUnusable
from codemods.model import Outcome, Unchanged
from codemods.needles import Needles
from codemods.sources.python import Python

_YES = frozenset({"true", "yes", "1", "on"})
_WHOLE_TREE = "FullyQualifiedNameProvider FullRepoManager TypeInferenceProvider".split()


def wrap(path: str) -> Codemod:
    """Return the codemod of `package.module.CommandClass`.

    :raises CodemodUnusable: if there is no such command, or it needs what only LibCST's own runner has.
    """
    command = _command(path)
    for provider in command.get_inherited_dependencies():
        if provider.__name__ in _WHOLE_TREE:
            raise CodemodUnusable(
                path, f"it needs {provider.__name__}, which reads the whole tree before the first file"
            )
    actions = _actions(command)

    def rewrite(source: Python, options: Options) -> Outcome:
        from libcst.codemod import CodemodContext, SkipFile

        context = CodemodContext(filename=source.path, full_module_name=source.module, full_package_name=source.package)
        given = {action.dest: _value(action, options[action.dest]) for action in actions}
        try:
            return source.rewritten(command(context, **given).transform_module(source.concrete))
        except SkipFile:
            return Unchanged()

    doc = (command.DESCRIPTION or command.__doc__ or f"LibCST's {command.__name__}.").strip()
    return Codemod(path, path, doc.partition("\n")[0], doc, tuple(map(_option, actions)), lambda _: Needles(), rewrite)


def _command(path: str) -> Any:
    from libcst.codemod import CodemodCommand

    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CodemodUnusable(path, f"there is no such module or class: {error}") from error
    if not (isinstance(found, type) and issubclass(found, CodemodCommand)):
        raise CodemodUnusable(path, "it is neither a module that holds one, nor a command of LibCST")
    return found


def _actions(command: Any) -> list[argparse.Action]:
    parser = argparse.ArgumentParser(add_help=False)
    command.add_args(parser)
    return list(parser._actions)  # argparse has no public list of what was added


def _option(action: argparse.Action) -> Option:
    default = None if action.required or action.default is None else str(action.default)
    return Option(action.dest, action.help or "", default, tuple(map(str, action.choices or ())))


def _value(action: argparse.Action, text: str) -> Any:
    if action.nargs == 0:
        return action.const if text.lower() in _YES else action.default
    return action.type(text) if callable(action.type) else text
