"""Shared by everything in the database's package: names, values, transactions."""
