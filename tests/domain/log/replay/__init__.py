"""The log replayed."""
