"""SQLCipher and PostgreSQL: how each is opened, held and copied."""
