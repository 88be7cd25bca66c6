"""What a codemod sees of anything that is not Python: its strings, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from codemods.sources.places import Places


@dataclass(frozen=True, slots=True)
class Phrase:
    """One string: its text as it is written from `start` to `end`, in characters, without quotes.

    `role` tells what it is: "value" or "key" of settings, "string" or "word" in the tag of a template, "name" where
    documentation speaks of something in the code.
    """

    start: int
    end: int
    text: str
    role: str = "value"


class Phrases:
    """The strings of one file; `form` is "django", "yaml", "toml", "ini", "json", "rst" or "markdown"."""

    def __init__(self, path: str, text: str, form: str, phrases: tuple[Phrase, ...]) -> None:
        self.path, self.text, self.form, self.phrases = path, text, form, phrases

    @cached_property
    def _places(self) -> Places:
        return Places(self.text)

    def line(self, phrase: Phrase) -> int:
        """Return the line of a phrase, counted from 1."""
        return self._places.line(phrase.start)
