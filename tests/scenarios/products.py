"""What tests make, change and remove in the project: it is no dependency, but what stood there before is."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, scenario

ELSE = {"test_else.py": "def test_else(): pass\n"}
READER = "def test_b():\n    assert open('words.txt').read() == 'one'\n"
LISTER = "import os\n\ndef test_b():\n    assert 'out' not in os.listdir('.')\n"


def _restored(name: str, body: str) -> Scenario:
    """Return a scenario of a test that changes a committed file for a while, and of another that reads it later."""
    return scenario(
        f"file_{name}_and_restored",
        {"words.txt": "one", "data/more.txt": "one", "test_a.py": body, "test_b.py": READER, **ELSE},
        {"words.txt": "two"},
        must="test_b",
        rests="test_else",
    )


SCENARIOS = [
    _restored(
        "rewritten",
        """
        import pathlib

        def test_a():
            path = pathlib.Path('words.txt')
            before = path.read_text()
            path.write_text('three')
            assert path.read_text() == 'three'
            path.write_text(before)
        """,
    ),
    _restored(
        "removed",
        """
        import os

        def test_a():
            before = open('words.txt').read()
            os.remove('words.txt')
            assert not os.path.exists('words.txt')
            with open('words.txt', 'w') as file:
                file.write(before)
        """,
    ),
    _restored(
        "moved_away",
        """
        import os

        def test_a():
            os.rename('words.txt', 'words.bak')
            assert not os.path.exists('words.txt')
            os.replace('words.bak', 'words.txt')
        """,
    ),
    _restored(
        "changed_in_place",
        """
        def test_a():
            with open('words.txt', 'r+') as file:
                before = file.read()
                file.write('more')
            with open('words.txt', 'w') as file:
                file.write(before)
        """,
    ),
    _restored(
        "changed_by_a_child",
        """
        import subprocess, sys

        def test_a():
            for text in ('more', open('words.txt').read()):
                subprocess.run([sys.executable, '-c', f"open('words.txt', 'w').write('{text}')"], check=True)
        """,
    ),
    scenario(
        "folder_moved_away_and_restored",
        {
            "given/words.txt": "one",
            "test_a.py": """
                import os

                def test_a():
                    os.rename('given', 'away')
                    os.mkdir('given')
                    with open('given/words.txt', 'w') as file:
                        file.write('two')
                    os.remove('given/words.txt')
                    os.rmdir('given')
                    os.rename('away', 'given')
            """,
            "test_b.py": "def test_b():\n    assert open('given/words.txt').read() == 'one'\n",
            **ELSE,
        },
        {"given/words.txt": "two"},
        must="test_b",
        rests="test_else",
    ),
    scenario(
        "folder_removed_and_restored",
        {
            "given/words.txt": "one",
            "test_a.py": """
                import os, shutil

                def test_a():
                    before = open('given/words.txt').read()
                    shutil.rmtree('given')
                    os.mkdir('given')
                    with open('given/words.txt', 'w') as file:
                        file.write(before)
            """,
            "test_b.py": "def test_b():\n    assert open('given/words.txt').read() == 'one'\n",
            **ELSE,
        },
        {"given/words.txt": "two"},
        must="test_b",
        rests="test_else",
    ),
    scenario(
        "file_that_the_test_writes_anew",
        {
            "made.txt": "old",
            "test_it.py": """
                import pathlib

                def test_it():
                    path = pathlib.Path('made.txt')
                    path.write_text('new')
                    assert path.read_text() == 'new'
                    path.write_text('old')
            """,
            **ELSE,
        },
        {"made.txt": "older"},
        rests="test_it test_else",
    ),
    scenario(
        "things_made_and_removed_by_the_test",
        {
            "words.txt": "one",
            "test_it.py": """
                import os, pathlib, shutil

                def test_folder():
                    os.mkdir('out')
                    assert os.path.isdir('out') and os.listdir('out') == []
                    os.rmdir('out')
                    assert not os.path.exists('out')

                def test_folders():
                    pathlib.Path('out/inner').mkdir(parents=True)
                    assert sorted(os.listdir('.')) and os.path.exists('out/inner')
                    shutil.rmtree('out')

                def test_link():
                    os.symlink('test_it.py', 'out')
                    assert os.path.islink('out')
                    os.remove('out')

                def test_circle():
                    os.symlink('out', 'out')
                    assert os.path.islink('out') and not os.path.exists('out')
                    os.remove('out')

                def test_moved():
                    pathlib.Path('first').mkdir()
                    pathlib.Path('first', 'file').write_text('x')
                    os.rename('first', 'out')
                    assert pathlib.Path('out/file').read_text() == 'x'
                    shutil.rmtree('out')
            """,
            "test_b.py": "import os\n\ndef test_b():\n    assert not os.path.exists('out')\n",
            **ELSE,
        },
        {"words.txt": "two"},
        rests="test_folder test_folders test_link test_circle test_moved test_b test_else",
    ),
    scenario(
        "name_that_another_test_made_and_removed_appears",
        {
            "test_a.py": """
                import contextlib, os

                def test_a():
                    with contextlib.suppress(OSError):
                        os.mkdir('out')
                        os.rmdir('out')
            """,
            "test_b.py": LISTER,
            "test_c.py": "import os\n\ndef test_c():\n    assert not os.path.exists('out')\n",
            **ELSE,
        },
        {"out/file.txt": ""},
        must="test_b test_c",
        rests="test_else",
    ),
    scenario(
        "file_behind_what_the_test_made",
        {
            "words.txt": "one",
            "test_it.py": """
                import os

                def read(path):
                    try:
                        return open(path).read()
                    finally:
                        os.remove(path)

                def test_link():
                    os.symlink('words.txt', 'first')
                    assert read('first') == 'one'

                def test_hard_link():
                    os.link('words.txt', 'second')
                    assert read('second') == 'one'

                def test_moved():
                    os.rename('words.txt', 'third')
                    try:
                        assert open('third').read() == 'one'
                    finally:
                        os.rename('third', 'words.txt')
            """,
            **ELSE,
        },
        {"words.txt": "two"},
        must="test_link test_hard_link test_moved",
        rests="test_else",
    ),
]
