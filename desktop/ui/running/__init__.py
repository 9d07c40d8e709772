"""Running use cases off the GUI thread, and the context of a place for it."""
