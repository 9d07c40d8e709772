"""A customer who comes back after a closed session needs only the short check (DOMAIN: identity).

Rules:
- Both sessions are of one request, and the earlier one is closed, with an outcome that leaves no doubt about who it
  was.
- In the earlier one they were identified wholly: by documents and by their account of the call, which the adviser
  compared with the answers, with no lesser check, nothing near enough, and no short check. So a short check never rests
  on another.
- It was the customer who was identified, and who is here: with a representative in either, everything is checked.
- It was within the days of the policy, counted in days of the office.
- Nothing has been checked in the new session yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import short_check_suffices
from desktop.domain.sessions.session import Outcome, Party, Session, State

LEAVE_NO_DOUBT = frozenset(
    {Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART, Outcome.CUSTOMER_LEFT, Outcome.TECHNICAL_FAULT}
)
"""The outcomes after which the short check is enough."""


@dataclass(frozen=True)
class EarlierSession:
    """An earlier session. `on`: its day in the office's zone. `kinds`: the codes of its documents.

    `wholly`: whether nothing less than the whole check was made in it.
    """

    session: Session
    on: date
    kinds: tuple[str, ...]
    wholly: bool


def short_check_serves(
    session: Session, before: EarlierSession, policy: IdPolicy, today: date, *, sighted: bool
) -> bool:
    """Return whether the short check is enough in `session`. `sighted`: whether documents were sighted in it."""
    earlier = before.session
    return (
        session.state is State.CHECKED_IN
        and not sighted
        and policy.asks_caller
        and (earlier.request, earlier.state, earlier.identified) == (session.request, State.CLOSED, True)
        and earlier.outcome in LEAVE_NO_DOUBT
        and before.wholly
        and bool(before.kinds)
        and all(_customer(each) for each in (session, earlier))
        and short_check_suffices(policy, before.on, today)
    )


def _customer(session: Session) -> bool:
    return Party.CUSTOMER in session.parties and Party.REPRESENTATIVE not in session.parties
