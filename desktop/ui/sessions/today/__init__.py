"""Today's appointments and their readiness."""
