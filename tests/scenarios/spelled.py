"""Names that stand in templates and expressions: who uses them there can tell, who spells mere words can't."""

from __future__ import annotations

from tests.scenarios.scenario import Swap, scenario

LIB = """
    FLAG = 1
    OTHER = 1

    class Card:
        label = 1
        colour = 'red'

    class Derived(Card):
        pass
"""
LABEL = {"lib.py": Swap("label = 1", "label = 2")}
FLAG = {"lib.py": Swap("FLAG = 1", "FLAG = 2")}
LONG = "word " * 60

SCENARIOS = [
    scenario(
        "format_string_names_attribute",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib

                def test_format():
                    assert '<{0.label}>'.format(lib.Card()) == '<1>'

                def test_map():
                    assert 'the {o.label} of a card'.format_map({'o': lib.Derived()}) == 'the 1 of a card'

                def test_module():
                    assert 'Flag {m.Card.label} is up'.format(m=lib) == 'Flag 1 is up'

                def test_words():
                    assert 'some label text' and lib.Card.colour == 'red'

                def test_braces():
                    assert '{0.colour}'.format(lib.Card()) == 'red'
            """,
        },
        LABEL,
        must="test_format test_map test_module",
        rests="test_words test_braces",
    ),
    scenario(
        "format_string_names_constant",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib

                def test_flag():
                    assert 'is {m.FLAG}'.format(m=lib) == 'is 1'

                def test_other():
                    assert 'is {m.OTHER}, no FLAG'.format(m=lib).startswith('is 1') or True
            """,
            "test_else.py": "import lib\n\ndef test_else():\n    assert 'no FLAG here' and lib.OTHER == 1\n",
        },
        FLAG,
        must="test_flag",
        rests="test_else",
    ),
    scenario(
        "format_string_of_long_text",
        {
            "lib.py": LIB,
            "test_it.py": f"""
                import lib

                def test_long():
                    assert '{LONG} {{0.label}}'.format(lib.Card()).endswith(' 1')

                def test_words():
                    assert '{LONG} label' and lib.OTHER == 1
            """,
        },
        LABEL,
        must="test_long",
        rests="test_words",
    ),
    scenario(
        "format_string_as_constant",
        {
            "lib.py": LIB,
            "texts.py": "GREETING = 'Hi {0.label}'\nNOTE = 'the label of a card'\n",
            "test_it.py": """
                import lib, texts

                def test_greeting():
                    assert texts.GREETING.format(lib.Card()) == 'Hi 1'

                def test_note():
                    assert texts.NOTE.format(lib.Card()) == 'the label of a card'
            """,
        },
        LABEL,
        must="test_greeting",
        rests="test_note",
    ),
    scenario(
        "docstring_with_braces",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib

                def test_documented():
                    \"\"\"Show {0.label} = lib.Card.label, or not.\"\"\"
                    assert lib.Card.colour == 'red'
            """,
        },
        LABEL,
        rests="test_documented",
    ),
    scenario(
        "skip_condition_as_string",
        {
            "lib.py": LIB,
            "test_it.py": """
                import pytest
                import lib
                from lib import FLAG

                @pytest.mark.skipif('lib.FLAG == 1', reason='r')
                def test_skip():
                    pass

                @pytest.mark.skipif('FLAG > 1', reason='r')
                def test_run():
                    pass

                @pytest.mark.xfail('not FLAG', reason='r')
                def test_fail():
                    pass

                @pytest.mark.skipif('lib.OTHER == 2', reason='no FLAG here')
                def test_other():
                    assert lib.OTHER == 1
            """,
        },
        FLAG,
        must="test_skip test_run test_fail",
        rests="test_other",
    ),
    scenario(
        "skip_condition_of_class_and_module",
        {
            "lib.py": LIB,
            "test_class.py": """
                import pytest, lib

                @pytest.mark.skipif('lib.FLAG == 1', reason='r')
                class TestIt:
                    def test_in_class(self):
                        pass

                class TestOther:
                    pytestmark = [pytest.mark.skipif('lib.FLAG == 1', reason='r')]

                    def test_in_other(self):
                        pass

                def test_alone():
                    pass
            """,
            "test_module.py": """
                import pytest, lib

                pytestmark = pytest.mark.skipif('lib.FLAG == 1', reason='r')

                def test_in_module():
                    pass
            """,
            "test_other_module.py": """
                import pytest, lib

                pytestmark = [pytest.mark.skipif(lib.FLAG == 1, reason='r')]

                def test_in_other_module():
                    pass
            """,
            "test_param.py": """
                import pytest, lib

                @pytest.mark.parametrize('n', [pytest.param(1, marks=pytest.mark.skipif('lib.FLAG == 1', reason='r'))])
                def test_param(n):
                    pass
            """,
        },
        FLAG,
        must="TestIt::test_in_class TestOther::test_in_other test_in_module test_in_other_module test_param[1]",
    ),
    scenario(
        "skip_condition_kept_elsewhere",
        {
            "lib.py": LIB,
            "marks.py": "import pytest, lib\n\nneeds = pytest.mark.skipif('marks.lib.FLAG == 1', reason='r')\n",
            "test_it.py": """
                import marks
                from marks import needs

                @needs
                def test_needy():
                    pass
            """,
            "test_else.py": "import lib\n\ndef test_else():\n    assert lib.OTHER == 1\n",
        },
        FLAG,
        must="test_needy",
        rests="test_else",
    ),
    scenario(
        "format_string_as_file",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib, pathlib

                def test_label():
                    assert pathlib.Path('hi.txt').read_text().format(lib.Card()) == 'Hi 1'

                def test_colour():
                    assert pathlib.Path('ho.txt').read_text().format(lib.Card()) == 'Ho red'
            """,
            "hi.txt": "Hi {0.label}",
            "ho.txt": "Ho {0.colour}",
        },
        LABEL,
        must="test_label",
        rests="test_colour",
    ),
    scenario(
        "template_of_mako",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib
                from mako.template import Template

                def test_render():
                    assert Template('Hi ${o.label}').render(o=lib.Card()) == 'Hi 1'

                def test_lines():
                    text = '% if o.label == 1:\\nyes\\n% endif\\n'
                    assert Template(text).render(o=lib.Card()) == 'yes\\n'

                def test_file():
                    assert Template(filename='hi.mako').render(o=lib.Card()) == 'Hi 1'

                def test_colour():
                    assert Template('Hi ${o.colour}').render(o=lib.Card()) == 'Hi red'
            """,
            "hi.mako": "Hi ${o.label}",
        },
        LABEL,
        must="test_render test_lines test_file",
        rests="test_colour",
    ),
    scenario(
        "template_of_django",
        {
            "lib.py": LIB,
            "test_it.py": """
                import lib, django
                from django.conf import settings
                from django.template import Context, Template

                if not settings.configured:
                    settings.configure(
                        TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': ['.']}]
                    )
                    django.setup()

                def test_render():
                    assert Template('Hi {{ o.label }}').render(Context({'o': lib.Card()})) == 'Hi 1'

                def test_colour():
                    assert Template('Hi {{ o.colour }}').render(Context({'o': lib.Card()})) == 'Hi red'

                def test_file():
                    from django.template.loader import render_to_string
                    assert render_to_string('hi.html', {'o': lib.Card()}) == 'Hi 1'
            """,
            "hi.html": "Hi {{ o.label }}",
        },
        LABEL,
        must="test_render test_file",
        rests="test_colour",
    ),
    scenario(
        "code_as_string_of_child",
        {
            "lib.py": LIB,
            "test_it.py": """
                import subprocess, sys

                def run(code):
                    return subprocess.run([sys.executable, '-c', code], capture_output=True, text=True).stdout

                def test_child():
                    assert run('import lib; print(lib.Card.label)') == '1\\n'
            """,
        },
        LABEL,
        must="test_child",
    ),
]
