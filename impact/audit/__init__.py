"""The audit: it measures on the user's own project whether the selection is safe, and what it saves."""
