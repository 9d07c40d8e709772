"""Sessions at the counter, in words."""
