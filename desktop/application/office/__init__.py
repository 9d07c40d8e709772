"""Making an office, signing in, and looking at the clock."""
