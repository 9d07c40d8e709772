"""Recordings at rest: the container, the envelopes of its keys, and the folder that holds both."""
