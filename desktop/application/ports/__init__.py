"""Ports: the Protocols through which the use cases reach the outside, and the rows that they read."""
