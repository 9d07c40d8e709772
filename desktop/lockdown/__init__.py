"""The restrictions of the PC while someone listens: done in order, undone in reverse."""
