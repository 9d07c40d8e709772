"""The tables, their guards and rights, and their revisions."""
