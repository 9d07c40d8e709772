"""A lesser check: fewer documents than the policy requires, where it is already clear who this is (DOMAIN: identity).

- A supervisor allows it, for one session, and gives a reason in words; never the person who conducts the session,
  whatever their role has become. Whoever allows it took part in the session, and does not review it.
- It replaces the documents alone, so it belongs where they are checked. The caller check follows as ever.
- An adviser can ask for it from the counter, and a supervisor answers at another PC. It names the documents accepted so
  far and what is missing, as codes. It waits until it is answered or withdrawn, and no time runs out (WCAG 2.2, 2.2.1);
  asking again takes its place. The first answer counts.
- It stands only for its session as it was: where the adviser sighted documents since, or the session moved on, was
  interrupted or allowed a lesser check in another way, nothing is allowed any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission, Person
from desktop.domain.sessions.identity import Kept, Missing
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, SessionId
from desktop.errors import NotAllowedError, WrongStateError


def must_be_allowed(session: Session, by: Person) -> None:
    """Raise WrongStateError or NotAllowedError unless `by` may allow it in this session now."""
    session.must_be(State.CHECKED_IN)
    try:
        by.must(Permission.ALLOW_LESSER_CHECK)
    except NotAllowedError:
        raise NotAllowedError("not_a_supervisor") from None
    by.must_not_be(frozenset({session.adviser}))


GOES_ON = frozenset({EventKind.PARTY_LEFT, EventKind.ANSWERS_SEEN, EventKind.LOCKDOWN_DEGRADED})
"""The events that may come in the session meanwhile. Any other is another step, and ends it."""


class Standing(StrEnum):
    """The outcome. One whose session moved on stays WAITING and is not answered."""

    WAITING = "waiting"
    ALLOWED = "allowed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Withdrawn(StrEnum):
    """Why it was withdrawn. AWAY: the desk was locked, or another page or place was shown."""

    GIVEN_UP = "given_up"
    AWAY = "away"


@dataclass(frozen=True)
class AskedCheck:
    """One lesser check asked for. `id`: of the note with the reason.

    `ended_by` and `ended_at`: who allowed, declined or withdrew it, and when. Times are aware, UTC, each by the clock
    of its PC.
    """

    id: NoteId
    session: SessionId
    asked_by: PersonId
    desk: DeskId
    asked_at: datetime
    documents: tuple[Kept, ...]
    missing: tuple[Missing, ...]
    standing: Standing = Standing.WAITING
    ended_by: PersonId | None = None
    ended_at: datetime | None = None

    def stands(self, session: Session, since: Iterable[EventKind]) -> bool:
        """Return whether it can be answered: `since` are the events of its session after it, in order."""
        try:
            self.must_stand(session, since)
        except WrongStateError:
            return False
        return True

    def must_stand(self, session: Session, since: Iterable[EventKind]) -> None:
        """Raise WrongStateError unless it can be answered, with what became of it."""
        if self.standing is Standing.WITHDRAWN:
            raise WrongStateError("lesser_check_withdrawn")
        if self.standing is not Standing.WAITING:
            raise WrongStateError("lesser_check_answered").of(session=self.session, asked_check=self.id)
        if not GOES_ON.issuperset(since) or session.state is not State.CHECKED_IN:
            raise WrongStateError("lesser_check_moved_on")
        if (session.adviser, session.desk) != (self.asked_by, self.desk):
            raise WrongStateError("lesser_check_moved_on")

    def must_be_answered(self, session: Session, by: Person, desk: DeskId) -> None:
        """Raise NotAllowedError unless that person may answer it at that desk."""
        must_be_allowed(session, by)
        if desk == self.desk:
            raise NotAllowedError("needs_another_pc")

    def become(self, standing: Standing, by: PersonId, at: datetime) -> Self:
        """Return it, answered or withdrawn."""
        return replace(self, standing=standing, ended_by=by, ended_at=at)


def documents_said(documents: tuple[Kept, ...]) -> Facts:
    """Return what an event says of accepted documents, a list for each field."""
    return {
        "kinds": [one.kind for one in documents],
        "checks": [[check.value for check in one.checks] for one in documents],
        "slots": [one.slot for one in documents],
        "groups": [one.group for one in documents],
        "in_date": [one.in_date for one in documents],
        "ages": [-1 if one.age_months is None else one.age_months for one in documents],
    }
