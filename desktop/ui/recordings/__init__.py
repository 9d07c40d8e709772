"""The information officer's place for importing recordings."""
