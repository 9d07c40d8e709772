"""Reviews: which sessions a supervisor looks at first."""
