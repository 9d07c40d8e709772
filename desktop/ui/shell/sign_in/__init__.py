"""Signing in, and unlocking a locked desk."""
