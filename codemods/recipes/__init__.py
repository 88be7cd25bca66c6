"""Recipes: for each migration a package with what its codemods, its contract and its inventory have in common."""
