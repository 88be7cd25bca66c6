"""The graph of a frontend: what reaches what, from URL to style sheet, and how sure that is."""
