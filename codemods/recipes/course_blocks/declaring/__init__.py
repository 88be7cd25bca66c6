"""Entry points as a project declares them: reading and adding them, in each of the three files that may hold them."""
