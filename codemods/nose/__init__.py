"""From nose to pytest: what each of nose's tools becomes."""
