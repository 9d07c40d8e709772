"""The facts of a refusal to sign in, of what has been counted at its desk."""

from __future__ import annotations

DESK_FAILURES, COUNTED, UP_THEN = "desk_failures", "counted", "up"
"""How many wrong passwords, when the last (UTC), and the uptime of the PC then, where that is how it is measured."""
