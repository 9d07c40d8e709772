"""Sheets of paper: set, printed, saved."""
