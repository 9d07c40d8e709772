"""The audit log: its events, its tree, its checkpoints."""
