"""Django's translations: catalogues are merged once for each language, and read at each translated message."""

from __future__ import annotations

from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `django.utils.translation`: who translates rests on all catalogues of the language."""

    def making(original: Any) -> Any:
        def initialise(translation: Any, *arguments: Any, **named: Any) -> None:
            node = credit.new_node("translation")
            with credit.making(node):
                original(translation, *arguments, **named)
            credit.remember(translation, node)

        return initialise

    def translating(original: Any) -> Any:
        def translate(translation: Any, *arguments: Any) -> Any:
            credit.use(translation)
            return original(translation, *arguments)

        return translate

    def handing_out(original: Any) -> Any:
        def hand_out(*arguments: Any) -> Any:
            translation = original(*arguments)
            credit.use(translation)
            return translation

        return hand_out

    def adapt_module(module: Any) -> None:
        patches.wrap(module, "DjangoTranslation.__init__", making)
        for name in ("gettext", "ngettext"):  # all others end in one of the two
            patches.wrap(module, f"DjangoTranslation.{name}", translating)
        for name in ("translation", "catalog"):
            patches.wrap(module, name, handing_out)

    return {"django.utils.translation.trans_real": adapt_module}
