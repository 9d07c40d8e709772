"""A recovery key that is made here: printed or saved, proved by its end, and forgotten. No page is told its secret."""
