"""A session at the counter: today's appointments, check-in, identity, listening, closing."""
