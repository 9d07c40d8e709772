"""The approver's decisions on requests."""
