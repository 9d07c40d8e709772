"""A lesser check: fewer documents than the policy requires, where it is already clear who this is (DOMAIN: identity).

Rules:
- A supervisor allows it, for one session, and gives a reason in words.
- It is never allowed by the person who conducts the session, whatever their role has become.
- It replaces the documents alone, so it belongs where they are checked. The caller check follows as ever.
- Whoever allows it took part in the session, and does not review it.
"""

from __future__ import annotations

from desktop.domain.office.people import Permission, Person
from desktop.domain.sessions.session import Session, State
from desktop.errors import NotAllowedError


def must_be_allowed(session: Session, by: Person) -> None:
    """Raise WrongStateError or NotAllowedError unless `by` may allow it in this session now."""
    session.must_be(State.CHECKED_IN)
    try:
        by.must(Permission.ALLOW_LESSER_CHECK)
    except NotAllowedError:
        raise NotAllowedError("not_a_supervisor") from None
    by.must_not_be(frozenset({session.adviser}))
