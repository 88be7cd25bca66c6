"""What style sheets refer to."""
