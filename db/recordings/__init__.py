"""The rows of recordings and of keeping them."""
