"""Requests, in words."""
