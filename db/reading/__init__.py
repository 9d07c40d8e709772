"""Rows for lists."""
