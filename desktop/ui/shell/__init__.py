"""The window: signing in, the lock, its places."""
