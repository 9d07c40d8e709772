"""The rules of the office. Standard library only: no Qt, no SQL, no files, no clock of its own."""
