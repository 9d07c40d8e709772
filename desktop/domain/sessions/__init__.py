"""A session at the counter, from the check-in to its close."""
