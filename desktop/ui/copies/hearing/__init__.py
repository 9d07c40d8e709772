"""Listening to a copy before it is decided."""
