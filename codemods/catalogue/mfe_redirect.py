"""Send the visitors of a legacy page to a micro-frontend: first behind a toggle, then for good.

Before::

    @login_required
    def learner_profile(request, username):
        return render(request, "profile.html", {"username": username})

After stage 1, with ``--set view=profiles.views.learner_profile --set setting=PROFILE_MICROFRONTEND_URL``::

    @login_required
    def learner_profile(request, username):
        if should_redirect_learner_profile_to_mfe(request):
            return redirect(get_learner_profile_mfe_url(request, username))

        return render(request, "profile.html", {"username": username})

The two functions, and the toggle with its annotation (OEP-17), go to ``toggles.py`` of the application. Decorators have
their say before, the query string goes along, and staff stay on the old page. A view that answers POST or JSON, too, is
refused with the lines that say so; with ``split`` only the page is redirected.

After stage 2, in the URL configuration::

    path(
        "u/<username>",
        RedirectView.as_view(
            url="{}/%(username)s".format(settings.PROFILE_MICROFRONTEND_URL.rstrip("/")),
            permanent=False,
            query_string=True,
        ),
        name="profile",
    )

What nothing reaches then, the view, its template, the toggle, is for ``removal-plan``.
"""

from __future__ import annotations

import re
from datetime import date

from codemods.codemod import Option, Options
from codemods.errors import OptionWrong
from codemods.needles import Needles
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.redirect.toggles import AUTO, KINDS

OPTIONS = (
    Option("view", "the view: package.module.name, or path/of/the/file.py:name"),
    Option("setting", "the setting that holds the address, such as PROFILE_MICROFRONTEND_URL"),
    Option("stage", "1 for a toggle inside the view, 2 for the URL", "1", ("1", "2")),
    Option("path", "what follows the address, with arguments of the view in braces; - for all of them in order", "-"),
    Option(
        "toggle",
        "the kind of toggle; auto for what the project has",
        AUTO,
        (AUTO, *(kind.name for kind in KINDS)),
    ),
    Option("staff", "whether global staff stay on the old page", "stay", ("stay", "go")),
    Option("split", "yes to redirect the page alone where a view answers POST or JSON, too", "no", ("no", "yes")),
    Option("created", "for stage 1: the day of the toggle, as in 2026-11-23", ""),
)
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")


def needles(options: Options) -> Needles:
    """See that the options make sense; the plan finds its files itself."""
    if not _SETTING.fullmatch(options["setting"]):
        raise OptionWrong("mfe-redirect", "setting", f"{options['setting']!r} is no name of a setting")
    if options["stage"] == "1" or options["created"]:
        _day(options["created"])
    return Needles()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise OptionWrong("mfe-redirect", "created", f"{text!r} is no day such as 2026-11-23") from fault


def plan(tree: Tree, options: Options) -> Plan:
    """Return the plan of a stage."""
    from codemods.recipes.legacy_frontend.redirect.model import Wanted
    from codemods.recipes.legacy_frontend.redirect.planning import plan_at_url, plan_inside

    created = _day(options["created"] or "2000-01-01")  # stage 2 has no use for it
    wanted = Wanted(
        view=options["view"],
        setting=options["setting"],
        path=None if options["path"] == "-" else options["path"],
        toggle=options["toggle"],
        staff_stay=options["staff"] == "stay",
        split=options["split"] == "yes",
        created=created.isoformat(),
        ends=created.replace(year=created.year + 1, day=min(created.day, 28)).isoformat(),
    )
    return plan_inside(tree, wanted) if options["stage"] == "1" else plan_at_url(tree, wanted)
