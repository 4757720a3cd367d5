"""Letters: contexts, kinds, drafting, and the blocks that every renderer reads."""
