"""The calendar of appointments: days and weeks, one appointment, booking, moving, calling off."""
