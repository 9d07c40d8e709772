"""How the schema came to be what it is, one revision at a time (`db.schema.migrate`)."""
