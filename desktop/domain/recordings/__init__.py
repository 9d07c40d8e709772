"""Recordings: which is asked for, how long it is kept, where it comes from."""
