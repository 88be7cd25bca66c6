"""Recipes: what belongs to one migration, a folder each: its inventory, its plans, the graph it looks at."""
