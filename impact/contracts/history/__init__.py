"""Contracts in the past: the graph at a revision, read from git, and violations over time."""
