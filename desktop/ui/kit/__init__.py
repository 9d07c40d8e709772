"""The building blocks of every screen: widgets, their style, papers."""
