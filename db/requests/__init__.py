"""The rows of requests."""
