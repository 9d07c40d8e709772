"""Shared by the use cases of every wing: who acts, commands and their events, lists, and stored sound."""
