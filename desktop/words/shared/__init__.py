"""The words common to every wing."""
