"""What templates refer to, by engine."""
