"""Listening Room: play an approved call recording, in the office, to the person it is about."""

__version__ = "0.1.0"
