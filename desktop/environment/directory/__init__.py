"""The office's directory over LDAPS: its policy, one connection, and the port."""
