"""The scalars of YAML, keys and values, by PyYAML's scanner, which tells where each stands."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from codemods.errors import SourceUnreadable
from codemods.sources.phrases import Phrase


def read_yaml(text: str) -> Iterator[Phrase]:
    """Yield the scalars; block scalars are text of several lines, and left out.

    :raises SourceUnreadable: where it is no YAML, a template for it say.
    """
    is_key = False
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.KeyToken):
                is_key = True
            elif isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark.index, token.end_mark.index
                quoted = token.style in ("'", '"')
                if token.style not in ("|", ">"):
                    start, end = (start + 1, end - 1) if quoted else (start, end)
                    yield Phrase(start, end, text[start:end], "key" if is_key else "value")
                is_key = False
            elif isinstance(token, yaml.ValueToken | yaml.BlockEntryToken | yaml.FlowEntryToken):
                is_key = False
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise SourceUnreadable(f"it is no YAML: {problem}", mark.line + 1 if mark else 0) from error
