"""The audit log's rows, and the words that its events hold digests of."""
