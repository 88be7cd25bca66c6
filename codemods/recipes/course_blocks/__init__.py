"""Course blocks: transformers that anybody can add without an edit to the core platform."""
