"""An office's life beside its everyday work: it is made, joined, backed up, restored, moved, exported and verified."""
