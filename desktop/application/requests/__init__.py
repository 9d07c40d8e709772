"""A request: taking it, its deadline, its letters, its answer."""
