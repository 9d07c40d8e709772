"""The log replayed: events become facts (`replaying.replay`), a step for each kind, a module for each wing."""
