"""The rows of copies being prepared."""
