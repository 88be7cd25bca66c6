"""Check import contracts, freeze their violations, and ask what to do about them."""

from impact.cli import contracts

SHELF = contracts
