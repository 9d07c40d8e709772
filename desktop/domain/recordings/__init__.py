"""Recordings: matching them to requests, how long they are kept, where they come from."""
