"""Files on this PC: written durably, locked, replaced, and whom they are open to."""
