"""SQLCipher and PostgreSQL: opening, locking and copying each."""
