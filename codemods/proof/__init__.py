"""Proof: edits are tried in a copy, tests and contracts are asked before and after, and the guilty are left out."""
