"""The rows of the office: its desks and people."""
