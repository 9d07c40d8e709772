"""The administrator's places: the office's people."""
