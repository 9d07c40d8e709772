"""Large offices: their lists, searches and a hundred desks on one server."""
