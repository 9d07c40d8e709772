"""Running use cases off the GUI thread, and what a place needs for it."""
