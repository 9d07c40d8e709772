"""The child process that decodes, and what confines it."""
