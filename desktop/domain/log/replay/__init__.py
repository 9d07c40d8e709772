"""What the log says: events replayed into facts (`replaying.replay`), a step for each kind, a module for each wing."""
