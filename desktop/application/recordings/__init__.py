"""Bringing recordings in, finding the one that is asked for, keeping and deleting them."""
