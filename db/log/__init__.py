"""The audit log's rows, and the notes whose digests its events hold."""
