"""The rows of copies that are being prepared."""
