"""Blocks of a course, their relations, and what was collected of each."""

from collections import defaultdict


class BlockStructure:
    """A directed graph of blocks without circles, with one root. A block is any hashable value."""

    def __init__(self, root, children, fields=None, uncollected=None):
        self.root_block_usage_key = root
        self._children = defaultdict(list)
        self._parents = defaultdict(list)
        self._blocks = {root}
        self._fields = {key: dict(values) for key, values in (fields or {}).items()}
        self._uncollected = uncollected or {}
        self._data = defaultdict(dict)
        self._block_data = defaultdict(lambda: defaultdict(dict))
        for parent, below in children.items():
            for child in below:
                self._relate(parent, child)

    def _relate(self, parent, child):
        self._blocks |= {parent, child}
        self._children[parent].append(child)
        self._parents[child].append(parent)

    def __contains__(self, key):
        return key in self._blocks

    def __iter__(self):
        return iter(self.get_block_keys())

    def get_block_keys(self):
        return sorted(self._blocks)

    def get_children(self, key):
        return self._children[key] if key in self._blocks else []

    def get_parents(self, key):
        return self._parents[key] if key in self._blocks else []

    def get_xblock_field(self, key, name, default=None):
        return self._fields.get(key, {}).get(name, default)

    def request_xblock_fields(self, *names):
        for key, values in self._uncollected.items():
            self._fields.setdefault(key, {}).update({name: values[name] for name in names if name in values})

    def override_xblock_field(self, key, name, value):
        self._fields.setdefault(key, {})[name] = value

    def get_transformer_data(self, transformer, key, default=None):
        return self._data[transformer.name()].get(key, default)

    def set_transformer_data(self, transformer, key, value):
        self._data[transformer.name()][key] = value

    def get_transformer_block_field(self, key, transformer, name, default=None):
        return self._block_data[key][transformer.name()].get(name, default)

    def set_transformer_block_field(self, key, transformer, name, value):
        self._block_data[key][transformer.name()][name] = value

    def add_transformer(self, transformer):
        if transformer.VERSION == 0:
            raise ValueError(transformer.name())
        self.set_transformer_data(transformer, "_version", transformer.VERSION)

    def is_outdated(self, transformer):
        return self.get_transformer_data(transformer, "_version", 0) != transformer.VERSION

    def _reachable(self):
        found, pending = set(), [self.root_block_usage_key]
        while pending:
            key = pending.pop()
            if key in self._blocks and key not in found:
                found.add(key)
                pending += self._children[key]
        return found

    def topological_traversal(self, filter_func=None, yield_descendants_of_unyielded=False):
        """Yield each block that is reached, after all of its parents; a block that a filter takes hides those below."""
        reachable = self._reachable()
        yielded = {}
        stack = [self.root_block_usage_key]
        while stack:
            key = stack.pop()
            parents = [each for each in self.get_parents(key) if each in reachable]
            if key in yielded or any(each not in yielded for each in parents):
                continue
            stack += reversed(self.get_children(key))
            is_root = key == self.root_block_usage_key
            if not is_root and not yield_descendants_of_unyielded and not any(yielded[each] for each in parents):
                yielded[key] = False
                continue
            yielded[key] = filter_func is None or bool(filter_func(key))
            if yielded[key]:
                yield key

    def post_order_traversal(self):
        return iter(list(self.topological_traversal())[::-1])

    def remove_block(self, key, keep_descendants):
        children, parents = self._children.pop(key, []), self._parents.pop(key, [])
        for child in children:
            self._parents[child].remove(key)
        for parent in parents:
            self._children[parent].remove(key)
        self._blocks.discard(key)
        if keep_descendants:
            for child in children:
                for parent in parents:
                    self._relate(parent, child)

    def remove_block_if(self, removal_condition, keep_descendants=False, **kwargs):
        self.filter_topological_traversal(self.create_removal_filter(removal_condition, keep_descendants), **kwargs)

    def create_universal_filter(self):
        return lambda key: True

    def create_removal_filter(self, removal_condition, keep_descendants=False):
        def keeps(key):
            if removal_condition(key):
                self.remove_block(key, keep_descendants)
                return False
            return True

        return keeps

    def filter_topological_traversal(self, filter_func, **kwargs):
        for _ in self.topological_traversal(filter_func=filter_func, **kwargs):
            pass

    def prune(self):
        reachable = self._reachable()
        for key in [each for each in self._blocks if each not in reachable]:
            self.remove_block(key, keep_descendants=False)
