"""What names and strings of a source mean, told from its text alone, and at little cost."""
