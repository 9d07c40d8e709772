"""What the supervisor sees: the sessions to review, one of them, and the log."""
