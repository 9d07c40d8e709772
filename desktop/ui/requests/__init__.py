"""Requests, as the information officer and the approver see them, and taking a new one."""
