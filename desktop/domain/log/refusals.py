"""The facts of a refusal to sign in: what has been counted at its desk, and of its account.

Rules:
- A refusal says whose account it was in a mark that only those can read who have the account's secret: what the
  database stores of its password, or its identifier in the directory. Neither is in the log.
- An unknown name has a mark as well, of a secret that nobody keeps: the log does not tell it from a known one.
"""

from __future__ import annotations

import hmac

from desktop.domain.shared.ids import new_id

ACCOUNT_FAILURES, DESK_FAILURES, COUNTED, UP_THEN = "account_failures", "desk_failures", "counted", "up"
"""How many wrong passwords, when the last (UTC), and the uptime of the PC then, where that is how it is measured."""
ACCOUNT = "account"
"""The mark of whose account it was."""


def account_mark(secret: str) -> str:
    """Return a new mark of that account; "" for an unknown name."""
    salt = new_id()
    return f"{salt}:{_digest(secret or new_id(), salt)}"


def is_of_account(mark: object, secret: str) -> bool:
    """Return whether that is a mark of that account."""
    salt, colon, digest = str(mark).partition(":")
    return bool(secret and colon) and hmac.compare_digest(digest.encode(), _digest(secret, salt).encode())


def account_secret(stored_hash: str, directory: str) -> str:
    """Return the secret of an account: its password's stored hash, or its identifier in the directory."""
    return stored_hash or directory


def _digest(secret: str, salt: str) -> str:
    message = f"listening-room/v1 account\n{salt}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:32]
