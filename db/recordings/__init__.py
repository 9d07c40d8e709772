"""The rows of recordings and of their retention."""
