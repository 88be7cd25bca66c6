"""Plans: what a codemod that saw the whole tree wants done, and doing all of it or nothing."""
