"""Appointments and the slots they take."""
