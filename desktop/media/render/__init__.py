"""Making the copy: parts removed, gain applied, block by block."""
