"""Acts at a PC, through its windows: one function for each order, which returns what a person would have read."""
