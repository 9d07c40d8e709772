"""The information officer's place where recordings are brought in."""
