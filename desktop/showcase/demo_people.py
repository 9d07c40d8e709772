"""The people of a demo office: the names that they sign in with, and the password of each."""

from __future__ import annotations

DEMO_PASSWORD = "demo listening room"
SIGN_IN_NAMES = ("administrator", "adviser", "officer", "approver", "supervisor")
"""One for each role, in the order of `demo.ROLES`."""
