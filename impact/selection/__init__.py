"""Which tests can have changed their outcome, and why."""
