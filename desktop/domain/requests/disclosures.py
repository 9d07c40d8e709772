"""Disclosures: a file for the police goes the office's own secure way, outside of this program, and is recorded.

Rules:
- Of a request whose purpose is the police alone, once its copy is approved, and by someone who works on requests.
- To whom, by which route, under which basis, on which day: not in the future, not before the approval, and not after
  its end. Whom it went to and the reference of their form are typed words: they are kept apart from the log.
- One is recorded for each time that a file went. A recorded one stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.requests.request import Purpose, Request, Status
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RequestId


class DisclosureRoute(StrEnum):
    """The secure route by which the file went."""

    SECURE_TRANSFER = "secure_transfer"
    ENCRYPTED_MAIL = "encrypted_mail"
    ENCRYPTED_DEVICE = "encrypted_device"


class DisclosureBasis(StrEnum):
    """The legal basis: DPA 2018 Sch 2 para 2 and para 5, and UK GDPR article 6(1)(d)."""

    CRIME = "crime"
    REQUIRED_BY_LAW = "required_by_law"
    COURT_ORDER = "court_order"
    VITAL_INTERESTS = "vital_interests"


@dataclass(frozen=True)
class Disclosure:
    """A file of that copy went to a force or another body. `receiver` and `reference`: the notes with their names."""

    request: RequestId
    position: int
    copy: CopyId
    route: DisclosureRoute
    basis: DisclosureBasis
    on: date
    receiver: NoteId
    reference: NoteId | None
    by: PersonId


def may_be_disclosed(request: Request) -> bool:
    """Return whether a disclosure of it can be recorded now."""
    return request.purpose is Purpose.POLICE and request.status is Status.APPROVED


def problems_of_disclosing(
    request: Request,
    *,
    receiver: str,
    route: DisclosureRoute | None,
    basis: DisclosureBasis | None,
    on: date,
    approved_on: date,
    today: date,
) -> dict[str, str]:
    """Return what is missing or impossible, as codes by field."""
    problems = {}
    if not receiver.strip():
        problems["disclosed_to"] = "disclosed_to_missing"
    if route is None:
        problems["disclosure_route"] = "disclosure_route_missing"
    if basis is None:
        problems["disclosure_basis"] = "disclosure_basis_missing"
    if on > today:
        problems["disclosed_on"] = "day_in_future"
    elif on < approved_on:
        problems["disclosed_on"] = "before_the_approval"
    elif not request.may_be_heard_on(on):
        problems["disclosed_on"] = "after_the_approval"
    return problems
