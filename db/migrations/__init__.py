"""The history of the schema, one revision at a time (`db.schema.migrate`)."""
