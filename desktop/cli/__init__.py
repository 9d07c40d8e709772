"""The command line: a module for each family of verbs, with their arguments, what they do and what they print."""
