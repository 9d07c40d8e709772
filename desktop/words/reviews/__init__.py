"""The sentences of reviews, and of the office's figures."""
