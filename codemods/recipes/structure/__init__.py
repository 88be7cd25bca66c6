"""Structure: modules moved to where people look for them, with everything that speaks of them, and without shims."""
