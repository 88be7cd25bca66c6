"""What a command line answers to a word that it does not know: one line, with what may have been meant."""

from __future__ import annotations

import pytest

import codemods.cli
import impact.cli


@pytest.mark.parametrize(
    ("main", "words", "told"),
    [
        (impact.cli.main, ["contrac"], "; did you mean contracts?"),
        (impact.cli.main, ["contracts", "chek"], "did you mean check?"),
        (impact.cli.main, ["contracts", "check", "--formt=json"], "arguments: --formt=json; did you mean --format?"),
        (impact.cli.main, ["map", "--xyz"], "unrecognized arguments: --xyz (see"),
        (codemods.cli.main, ["run", "six-removal", ".", "--wirte"], "arguments: --wirte; did you mean --write?"),
        (codemods.cli.main, ["run", "six-removal", ".", "--writ"], "did you mean --write?"),
    ],
)
def test_a_wrong_word(main: object, words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)  # type: ignore[operator]  # the two mains
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert told in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not printed.out
