"""Jinja's templates: loaded once by an environment, extended, included, imported and rendered by many tests.

What loading a template ran, read and looked for in vain belongs to the template, and to all who get or use it.
"""

from __future__ import annotations

import weakref
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches

_USES = "render generate render_async generate_async make_module make_module_async _get_default_module".split()


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with Jinja's modules. Extends, includes and imports ask the environment, each time."""
    templates = _Templates(credit)

    def adapt_templates(module: Any) -> None:
        patches.wrap(module, "Environment._load_template", templates.finding)
        for name in _USES:
            patches.wrap(module, f"Template.{name}", templates.rendering)

    return {"jinja2.environment": adapt_templates}


class _Templates:
    def __init__(self, credit: Credit) -> None:
        self._credit = credit
        self._searches: weakref.WeakKeyDictionary[Any, dict[str, str]] = weakref.WeakKeyDictionary()

    def finding(self, original: Any) -> Any:
        """Book a search, which reads and looks for files, to a node of its own, on which the next one rests too."""
        credit = self._credit

        def _load_template(environment: Any, name: Any, *arguments: Any, **named: Any) -> Any:
            searches = self._searches.setdefault(environment, {})
            node = searches.get(name)
            if node is None:
                node = searches[name] = credit.new_node(str(name))
                with credit.making(node):
                    template = original(environment, name, *arguments, **named)
                    self._use(template)
            else:
                template = original(environment, name, *arguments, **named)
                credit.rest_on(node)
            self._use(template)
            credit.connect(credit.maker(template) or node, node)
            return template

        return _load_template

    def rendering(self, original: Any) -> Any:
        """Let who uses a template, found anew or kept in a variable, rest on it."""

        def render(template: Any, *arguments: Any, **named: Any) -> Any:
            self._use(template)
            return original(template, *arguments, **named)

        return render

    def _use(self, template: Any) -> None:
        self._credit.use_file(template, getattr(template, "filename", None))
