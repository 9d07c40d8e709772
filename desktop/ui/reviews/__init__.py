"""The supervisor's pages: the sessions to review, one of them, and the log."""
