"""Booking appointments, and the calendar."""
