"""How loud a recording is, and what would make it comfortable."""
