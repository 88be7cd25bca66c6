"""Maps that a team shares: published under a commit, fetched from the nearest ancestor."""
