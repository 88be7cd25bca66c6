"""Moving modules, packages and names: where things are, what speaks of them, and what stands in the way."""
