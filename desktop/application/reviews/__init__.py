"""Reviewing sessions and signing them off."""
