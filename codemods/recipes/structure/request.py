"""What is asked of a move: the old name and the new one, of a module or package, or of one name in a module."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword

from codemods.codemod import Option, Options
from codemods.errors import OptionWrong
from codemods.names.dotted import DOTTED, IDENTIFIER

OPTIONS = (
    Option("old", "the dotted name of a module or package as it is; module:name for one name in a module"),
    Option("new", "the dotted name as it shall be; for one name its new module, or module:name"),
    Option("shim", "leave a module that still answers to the old name, with a DeprecationWarning", "no", ("no", "yes")),
    Option("force", "move although modules import each other in a circle afterwards", "no", ("no", "yes")),
    Option("roots", "packages that are on the import path, with commas; most are found out", ""),
)


@dataclass(frozen=True, slots=True)
class Request:
    """A move as it is asked for. `name` is what moves from module to module as `new_name`; "" for the module itself."""

    old: str
    new: str
    name: str = ""
    new_name: str = ""
    shim: bool = False
    force: bool = False
    roots: tuple[str, ...] = ()


def read_request(codemod: str, options: Options) -> Request:
    """Return what options ask for.

    :raises OptionWrong: if a name is none, or both are one.
    """
    old, old_sign, name = options["old"].partition(":")
    new, new_sign, new_name = options["new"].partition(":")
    for option, module, sign, each in (("old", old, old_sign, name), ("new", new, new_sign, new_name)):
        if not DOTTED.fullmatch(module) or (sign and not IDENTIFIER.fullmatch(each)):
            raise OptionWrong(codemod, option, f"{options[option]!r} is no dotted name, with :name or without")
        word = next((part for part in [*module.split("."), each] if iskeyword(part)), None)
        if word is not None:
            raise OptionWrong(codemod, option, f"{word} is a keyword of Python, which no import can name")
    if new_name and not name:
        raise OptionWrong(codemod, "old", f"{options['new']!r} names something in a module, so old must, too")
    new_name = new_name or name
    if (old, name) == (new, new_name):
        raise OptionWrong(codemod, "new", "it is the old name")
    roots = tuple(filter(None, (root.strip() for root in options["roots"].split(","))))
    return Request(old, new, name, new_name, options["shim"] == "yes", options["force"] == "yes", roots)
