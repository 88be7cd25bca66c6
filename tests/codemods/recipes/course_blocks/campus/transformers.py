"""Running a list of transformers: first the filters together, then the others in their order."""

from functools import cache
from importlib.metadata import entry_points

from .transformer import FilteringTransformerMixin, combine_filters


@cache
def registered():
    """Return the classes of all transformers that anybody installed."""
    return [each.load() for each in entry_points(group="campus.block_structure_transformer")]


class BlockStructureTransformers:
    def __init__(self, transformers=(), usage_info=None):
        self.usage_info = usage_info
        self._filtering, self._others = [], []
        self += transformers

    def __iadd__(self, transformers):
        for transformer in transformers:
            is_filtering = isinstance(transformer, FilteringTransformerMixin)
            (self._filtering if is_filtering else self._others).append(transformer)
        return self

    def collect(self, block_structure):
        for transformer in {each.name(): each for each in [*registered(), *self._filtering, *self._others]}.values():
            block_structure.add_transformer(transformer)
            transformer.collect(block_structure)

    def transform(self, block_structure):
        filters = []
        for transformer in self._filtering:
            filters += transformer.transform_block_filters(self.usage_info, block_structure)
        block_structure.filter_topological_traversal(combine_filters(filters))
        for transformer in self._others:
            transformer.transform(self.usage_info, block_structure)
        block_structure.prune()
