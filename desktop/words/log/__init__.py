"""The log, in words."""
