"""Django's templates: loaded once by a cached loader, found and rendered by many tests.

What a search for a name ran, read and looked for in vain belongs to the search, and to all who repeat it; what
compiling a template ran, to all who find, extend, include or render it.
"""

from __future__ import annotations

import weakref
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with the modules of `django.template`."""
    templates = _Templates(credit)
    return {
        "django.template.base": lambda module: templates.adapt_templates(module, patches),
        "django.template.engine": lambda module: patches.wrap(module, "Engine.find_template", templates.finding),
        "django.template.loader_tags": lambda module: patches.wrap(module, "ExtendsNode.get_parent", templates.parent),
        "django.template.loaders.base": lambda module: patches.wrap(module, "Loader.get_template", templates.loading),
        "django.template.loaders.cached": lambda module: patches.wrap(module, "Loader.get_template", templates.asking),
    }


class _Templates:
    def __init__(self, credit: Credit) -> None:
        self._credit = credit
        self._searches: weakref.WeakKeyDictionary[Any, dict[str, str]] = weakref.WeakKeyDictionary()

    def adapt_templates(self, module: Any, patches: Patches) -> None:
        """Follow template objects. `render` and not `_render`, which Django's own test tools replace."""
        patches.wrap(module, "Template.__init__", self.compiling)
        patches.wrap(module, "Template.render", self.rendering)
        patches.wrap(module, "PartialTemplate.render", self.rendering)

    def compiling(self, original: Any) -> Any:
        """Book what compiling runs (functions of tags do) to the template."""
        credit = self._credit

        def initialise(template: Any, *arguments: Any, **named: Any) -> None:
            if credit.is_making:
                original(template, *arguments, **named)
                credit.remember(template.origin)
                return
            node = credit.new_node("template")
            with credit.making(node):
                original(template, *arguments, **named)
            credit.remember(template.origin, node)

        return initialise

    def rendering(self, original: Any) -> Any:
        """Let who renders a template, found anew or kept in a variable, rest on it."""
        use = self._use

        def render(template: Any, context: Any) -> Any:
            use(template)
            return original(template, context)

        return render

    def parent(self, original: Any) -> Any:
        """Let who renders a template rest on the one that it extends: that one's `render` is not called."""

        def get_parent(node: Any, context: Any) -> Any:
            parent = original(node, context)
            self._use(parent)
            return parent

        return get_parent

    def finding(self, original: Any) -> Any:
        """Let a found template rest on the searches of the loaders that did not have it as well."""

        def find_template(engine: Any, name: Any, *arguments: Any, **named: Any) -> Any:
            found = original(engine, name, *arguments, **named)
            self._use(found[0])
            if len(engine.template_loaders) > 1:
                for loader in engine.template_loaders:
                    self._connect(found[0], self._search(loader, name))
            return found

        return find_template

    def loading(self, original: Any) -> Any:
        """Book a real search, which reads and looks for files, to a node of its own."""

        def get_template(loader: Any, template_name: Any, skip: Any = None) -> Any:
            searches = self._searches.setdefault(loader, {})
            node = searches.setdefault(str(template_name), self._credit.new_node(str(template_name)))
            with self._credit.making(node):
                template = original(loader, template_name, skip)
            self._connect(template, node)
            return template

        return get_template

    def asking(self, original: Any) -> Any:
        """Let who is told by the cache that there is no such template rest on the search."""

        def get_template(loader: Any, template_name: Any, skip: Any = None) -> Any:
            try:
                return original(loader, template_name, skip)
            except Exception:  # whatever a loader raises: it is raised again, and who was told rests on the search
                self._credit.rest_on(self._search(loader, template_name) or "")
                raise

        return get_template

    def _search(self, loader: Any, name: object) -> str | None:
        return self._searches.get(loader, {}).get(str(name))

    def _use(self, template: Any) -> None:
        origin = getattr(template, "origin", None)
        if origin is not None:
            self._credit.use_file(origin, getattr(origin, "name", None))

    def _connect(self, template: Any, search: str | None) -> None:
        """Let who uses a template, the one that runs among them, rest on a search."""
        maker = self._credit.maker(getattr(template, "origin", None))
        if maker is not None and search is not None:
            self._credit.connect(maker, search)
            self._credit.rest_on(maker)
