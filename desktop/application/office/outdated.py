"""A program that is older than the office's database, which a newer one has upgraded meanwhile.

Rules:
- It finishes what it is in. Nobody signs in there and no session begins any more, until it is updated.
- Whoever is signed in is told within seconds (`presence`).
"""

from __future__ import annotations

from desktop.application.ports.database import UnitOfWork
from desktop.errors import WrongStateError


def must_not_be_outdated(uow: UnitOfWork) -> None:
    """Raise WrongStateError (`program_outdated`) where it is: call it where something begins."""
    if uow.offices.is_newer():
        raise WrongStateError("program_outdated")
