"""The formats of recordings: detection and layout."""
