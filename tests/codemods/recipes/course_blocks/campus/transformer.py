"""What every transformer is, and those whose filters share one traversal."""


class BlockStructureTransformer:
    VERSION = 0

    @classmethod
    def name(cls):
        raise NotImplementedError

    @classmethod
    def collect(cls, block_structure):
        pass

    def transform(self, usage_info, block_structure):
        raise NotImplementedError


class FilteringTransformerMixin(BlockStructureTransformer):
    def transform(self, usage_info, block_structure):
        filters = self.transform_block_filters(usage_info, block_structure)
        block_structure.filter_topological_traversal(combine_filters(filters))

    def transform_block_filters(self, usage_info, block_structure):
        raise NotImplementedError


def combine_filters(filters):
    filters = list(filters)
    return lambda key: all(each(key) for each in filters)
