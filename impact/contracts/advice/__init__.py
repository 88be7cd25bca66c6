"""What to do about contracts: why one module imports another, what to cut, what a move would change, which layers."""
