"""What the PC can be kept from doing while somebody listens: done in order, undone in reverse."""
