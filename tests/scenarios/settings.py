"""Settings of Django by any name: the framework reads what no source of the project spells."""

from __future__ import annotations

from tests.scenarios.scenario import Change, Swap, scenario

BASE = "SECRET_KEY = 'x'\nUSE_TZ = True\n"
CONFTEST = """
    import os, django

    os.environ['DJANGO_SETTINGS_MODULE'] = 'cfg'
    django.setup()
"""
TESTS = """
    def test_now():
        from django.utils import timezone
        assert timezone.now().tzinfo is not None

    def test_reverse():
        from django.urls import reverse
        assert reverse('one') == '/one/'
"""
FILES: dict[str, Change] = {
    "conftest.py": CONFTEST,
    "test_it.py": TESTS,
    "addresses.py": """
        from django.urls import path
        from project import limits

        urlpatterns = [path('one/', lambda request: None, name='one')]
    """,
    "project/__init__.py": "",
    "project/limits.py": "LIMIT = 3\nZONES = True\n",
}
ROOT = "ROOT_URLCONF = 'addresses'\n"

SCENARIOS = [
    scenario(
        "setting_changed",
        {**FILES, "cfg.py": BASE + ROOT},
        {"cfg.py": Swap("USE_TZ = True", "USE_TZ = False")},
        must="test_now",
    ),
    scenario(
        "setting_added",
        {**FILES, "cfg.py": BASE + ROOT},
        {"cfg.py": BASE + ROOT + "FORCE_SCRIPT_NAME = '/p'\n"},
        must="test_reverse",
    ),
    scenario(
        "setting_in_a_piece",
        {**FILES, "cfg.py": "from pieces import *\n" + ROOT, "pieces.py": "from more import *\n", "more.py": BASE},
        {"more.py": Swap("USE_TZ = True", "USE_TZ = False")},
        must="test_now",
    ),
    scenario(
        "setting_in_a_piece_without_marks",
        {**FILES, "cfg.py": f"from pieces import *\n{ROOT}", "pieces.py": "USE_TZ = True\n"},
        {"pieces.py": Swap("USE_TZ = True", "USE_TZ = False")},
        must="test_now",
    ),
    scenario(
        "setting_computed_from_an_import",
        {**FILES, "cfg.py": f"from project.limits import ZONES as USE_TZ\n{ROOT}"},
        {"project/limits.py": Swap("ZONES = True", "ZONES = False")},
        must="test_now",
    ),
]
