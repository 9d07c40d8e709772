"""Recordings: importing, finding, keeping and destroying them."""
