"""Mako's templates: loaded once by a lookup, included, inherited from and rendered by many tests.

What a search for a URI ran, read and looked for in vain belongs to the search, and to all who repeat it; what making
a template ran, to all who render it. A module that Mako generates from a template is its product.
"""

from __future__ import annotations

import weakref
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with Mako's modules. Includes, parents and namespaces all ask the lookup, each time."""
    templates = _Templates(credit)

    def adapt_templates(module: Any) -> None:
        patches.wrap(module, "Template.__init__", templates.compiling)
        patches.wrap(module, "Template._compile_from_file", templates.reading)

    return {
        "mako.lookup": lambda module: patches.wrap(module, "TemplateLookup.get_template", templates.finding),
        "mako.runtime": lambda module: patches.wrap(module, "_render_context", templates.rendering),
        "mako.template": adapt_templates,
    }


class _Templates:
    def __init__(self, credit: Credit) -> None:
        self._credit = credit
        self._searches: weakref.WeakKeyDictionary[Any, dict[str, str]] = weakref.WeakKeyDictionary()

    def compiling(self, original: Any) -> Any:
        """Book what making a template runs and reads to the template."""
        credit = self._credit

        def initialise(template: Any, *arguments: Any, **named: Any) -> None:
            if credit.is_making:
                original(template, *arguments, **named)
                credit.remember(template)
                return
            node = credit.new_node("template")
            with credit.making(node):
                original(template, *arguments, **named)
            credit.remember(template, node)

        return initialise

    def reading(self, original: Any) -> Any:
        """Book the source, which is not read where the generated module is as new; but not that module."""

        def _compile_from_file(template: Any, path: str | None, filename: str) -> Any:
            if path is not None:
                self._credit.disown(path)
            self._credit.read(filename)
            return original(template, path, filename)

        return _compile_from_file

    def finding(self, original: Any) -> Any:
        """Book a search, which reads and looks for files, to a node of its own; then find it again."""
        credit = self._credit

        def get_template(lookup: Any, uri: Any) -> Any:
            searches = self._searches.setdefault(lookup, {})
            node = searches.setdefault(uri, credit.new_node(str(uri)))
            if uri in getattr(lookup, "_collection", ()):
                template = original(lookup, uri)
                credit.rest_on(node)
            else:
                with credit.making(node):
                    template = original(lookup, uri)
            self._use(template)
            maker = credit.maker(template)
            if maker is not None:
                credit.connect(maker, node)
            return template

        return get_template

    def rendering(self, original: Any) -> Any:
        """Let who renders a template, found anew or kept in a variable, rest on it."""

        def _render_context(template: Any, *arguments: Any, **named: Any) -> Any:
            self._use(getattr(template, "parent", template))  # a part of a template has it as its parent
            return original(template, *arguments, **named)

        return _render_context

    def _use(self, template: Any) -> None:
        self._credit.use_file(template, getattr(template, "filename", None))
