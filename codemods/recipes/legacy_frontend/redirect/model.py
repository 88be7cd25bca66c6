"""What is asked of a redirect, and the names that follow from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    - `view`, `setting`: names, of the view and of the setting that holds the address of the micro-frontend;
    - `path`: what follows that address, with arguments of the view in braces; None for all arguments, in order;
    - `toggle`: the kind of toggle; `staff_stay`: whether staff keep the old page; `split`: whether what is no page
      stays where it is;
    - `created`: the day of the toggle, as in 2026-11-23; `ends`: the day by which it shall be gone.
    """

    view: str
    setting: str
    path: str | None
    toggle: str
    staff_stay: bool
    split: bool
    created: str
    ends: str


@dataclass(frozen=True, slots=True)
class Called:
    """The names that a redirect gives to what it makes."""

    page: str
    application: str

    @property
    def flag(self) -> str:
        """What operators know the toggle by."""
        return f"{self.application or 'site'}.redirect_{self.page}_to_mfe"

    @property
    def constant(self) -> str:
        """The constant, or the key of a setting."""
        return f"REDIRECT_{self.page.upper()}_TO_MFE"

    @property
    def should(self) -> str:
        """The function that says whether to redirect."""
        return f"should_redirect_{self.page}_to_mfe"

    @property
    def address(self) -> str:
        """The function that says where to."""
        return f"get_{self.page}_mfe_url"


def called(view: str, application: str) -> Called:
    """Return the names for a view, `LearnerProfileView` or `learner_profile`, of an application's folder."""
    snake = _HUMP.sub("_", view).lower()
    page = snake.removesuffix("_view").strip("_") or snake
    return Called(page, application.rpartition("/")[2])
