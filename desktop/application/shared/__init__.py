"""Shared by the use cases of every wing: the actor, notes, repeated commands."""
