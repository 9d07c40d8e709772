"""Recordings into the vault and out of it: originals, derived audio, copies."""
