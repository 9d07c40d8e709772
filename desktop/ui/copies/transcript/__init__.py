"""The transcript of a call on the pages of those who prepare and decide."""
