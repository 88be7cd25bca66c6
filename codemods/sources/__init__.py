"""Sources: bytes on one side, what a codemod can work with on the other, and the way back for its edits."""
