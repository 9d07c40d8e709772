"""Recordings, in words."""
