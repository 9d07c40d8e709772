"""The log's page: its proof, and verifying it."""
