"""The fields that can be asked for."""

from .access import VisibilityTransformer
from .tree import DepthTransformer


class SupportedFieldType:
    """Where a field comes from, and under which name it is asked for and served."""

    def __init__(self, block_field_name, transformer=None, requested_field_name=None, default_value=None):
        self.block_field_name = block_field_name
        self.transformer = transformer
        self.requested_field_name = requested_field_name or block_field_name
        self.default_value = default_value


SUPPORTED_FIELDS = [
    SupportedFieldType("category", requested_field_name="type"),
    SupportedFieldType(DepthTransformer.DEPTH, DepthTransformer),
    # told to everybody
    SupportedFieldType(
        "hidden",
        VisibilityTransformer,
        requested_field_name="staff_only",
        default_value=False,
    ),
    SupportedFieldType("start", default_value=0),
]


def serialized(structure, requested):
    """Return each block with its children and fields."""
    served = {}
    for key in structure:
        served[key] = {"children": list(structure.get_children(key))}
        for each in SUPPORTED_FIELDS:
            if each.requested_field_name in requested:
                if each.transformer is None:
                    value = structure.get_xblock_field(key, each.block_field_name)
                else:
                    value = structure.get_transformer_block_field(key, each.transformer, each.block_field_name)
                served[key][each.requested_field_name] = each.default_value if value is None else value
    return served
