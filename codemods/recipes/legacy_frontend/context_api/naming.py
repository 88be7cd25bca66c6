"""The names and places of an API, from those of its page."""

from __future__ import annotations

from dataclasses import dataclass

from codemods.recipes.legacy_frontend.redirect.model import called
from codemods.recipes.legacy_frontend.views.model import View

FOLDER = "rest_api/v1"


@dataclass(frozen=True, slots=True)
class Api:
    """What everything is called. `folder` is that of the API's first version, under the application's."""

    page: str
    application: str
    folder: str

    @property
    def context(self) -> str:
        """The function that makes the context."""
        return f"get_{self.page}_context"

    @property
    def view(self) -> str:
        """The class of the API's view."""
        return f"{camel(self.page)}View"

    @property
    def serializer(self) -> str:
        """The class of its serializer."""
        return f"{camel(self.page)}Serializer"

    @property
    def url(self) -> str:
        """The name of its URL."""
        return f"{self.application}_{self.page}_api" if self.application else f"{self.page}_api"

    def file(self, kind: str) -> str:
        """Return the path of the file of a kind: "serializers", "views", or "tests"."""
        name = f"test_{self.page}" if kind == "tests" else self.page
        return f"{self.folder}/{kind}/{name}.py"


def api_of(view: View) -> Api:
    """Return the names for a view."""
    names = called(view.name, view.application)
    folder = f"{view.application}/{FOLDER}" if view.application else FOLDER
    return Api(names.page, names.application, folder)


def camel(name: str) -> str:
    """Return `LearnerProfile` for `learner_profile`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_") if part)
