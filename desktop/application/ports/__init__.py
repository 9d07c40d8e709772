"""What the use cases need from the outside: Protocols, and the rows that they read."""
