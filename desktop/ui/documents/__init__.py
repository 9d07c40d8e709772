"""What is printed: the receipt and the slip with what to bring."""
