"""An office moves from one PC to a database server."""
