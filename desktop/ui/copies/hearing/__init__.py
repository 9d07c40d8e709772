"""Hearing a copy through before it is decided."""
