"""What a supervisor looks at first."""
