"""Recipes: what belongs to one migration, a folder each."""
