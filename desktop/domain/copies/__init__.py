"""A copy: marked, redacted, weighed and approved."""
