"""The supervisor's pages: the sessions to review, and one of them."""
