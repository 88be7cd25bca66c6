"""Deciding without the test runner: which tests a change can affect, by the map and the tree alone."""
