"""Preparing a copy, and listening to it as staff."""
