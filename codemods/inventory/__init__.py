"""Inventories: how many sites of a migration are left, where, who owns them, and how it went over time."""
