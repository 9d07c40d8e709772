"""The built program tried from outside, on a desktop of its own: `script/faults --built`."""
