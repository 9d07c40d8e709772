"""The guided session: one page at a time, from check-in to the receipt."""
