"""The tables, their guards and rights, and the revisions they go through."""
