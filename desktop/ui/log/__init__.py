"""The log's page: what is proven, and verifying it."""
