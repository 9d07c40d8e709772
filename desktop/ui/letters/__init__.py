"""Letters to people from outside: their words, their page."""
