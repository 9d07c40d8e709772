"""Two forms of ID: each document compared point by point, and the lesser check."""
