"""A copy: what is marked and removed, weighed and approved."""
