"""What every screen is made of: widgets, their style, papers."""
