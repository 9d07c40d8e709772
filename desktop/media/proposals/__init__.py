"""What a recording seems to hold that somebody should look at: found by ear of the machine, never applied.

Nothing here removes, mutes or names anything. A proposal is a place to listen to, and a person decides.
"""
