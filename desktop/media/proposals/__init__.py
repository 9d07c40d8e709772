"""Proposals: what a recording seems to hold that someone should look at. Detected automatically, never applied.

Nothing here removes, mutes or names anything. A proposal is a place to listen to, and a person decides.
"""
