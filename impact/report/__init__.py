"""The report: one page that shows what the impact map knows, to be looked at without a network."""
