"""Preparing a copy, listening to it as staff, and deciding on it."""
