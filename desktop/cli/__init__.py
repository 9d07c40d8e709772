"""The command line: a module for each family of verbs, what all share, and the everyday start, which has no verb."""
