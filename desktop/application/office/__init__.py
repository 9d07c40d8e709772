"""Creating an office, signing in, and checking the clock."""
