"""The loudness of a recording, and the gain that would make it comfortable."""
