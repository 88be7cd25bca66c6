"""Recording: which project code each test enters, and which files, variables and processes it reaches for."""
