"""A request, its deadline, and the letters about it."""
