"""What the log says, replayed."""
