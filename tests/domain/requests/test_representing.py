"""Someone who acts for the person of a request: what has to be seen of them, and with whom documents are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desktop.domain.requests.intake import comes_alone, compared_with, may_be_named, problems_of_presence
from desktop.domain.requests.request import Asker, Authority, Call, Representative, Request, Status
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.domain.shared.kinds import Kind

ASKER = Asker("Demo", "Customer", date(1971, 3, 11), "1 Example Street")
ACTS = Representative("Demo Acting Friend", Authority.POWER_OF_ATTORNEY, address="2 Example Street")
REQUEST = Request(
    id=RequestId("e" * 32),
    reference="SAR-2026-0001",
    kind=Kind.SUBJECT_ACCESS,
    status=Status.TAKEN,
    received_on=date(2026, 11, 24),
    due_on=None,
    asker=ASKER,
    call=Call(datetime(2026, 10, 1, 9, 0, tzinfo=UTC), "withheld"),
    taken_by=PersonId("a" * 32),
)
BOTH = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})
ALONE = frozenset({Party.REPRESENTATIVE, Party.COMPANION})


def test_a_representative_is_named_in_the_request_and_proves_their_authority_and_who_both_are() -> None:
    all_acts = [
        (None, True, True, {"parties": "nobody_acts_for_them"}),
        (ACTS, False, True, {"proof": "authority_not_seen"}),
        (ACTS, True, False, {"proof": "both_not_seen"}),
        (ACTS, True, True, {}),
    ]
    assert [
        (parties, acts, authority, both, problem, found)
        for parties in [BOTH, ALONE]
        for acts, authority, both, problem in all_acts
        if (found := problems_of_presence(parties, acts, authority_seen=authority, both_seen=both)) != problem
    ] == []


@pytest.mark.parametrize("acts", [None, ACTS])
def test_nothing_is_asked_where_the_person_comes_without_them(acts: Representative | None) -> None:
    here = frozenset({Party.CUSTOMER, Party.COMPANION})
    assert problems_of_presence(here, acts, authority_seen=False, both_seen=False) == {}
    assert compared_with(here, ASKER, acts) == ASKER and not comes_alone(here)


def test_documents_are_the_persons_where_they_are_here_and_else_the_representatives() -> None:
    assert compared_with(BOTH, ASKER, ACTS) == ASKER
    assert compared_with(ALONE, ASKER, ACTS) == Asker("Demo Acting", "Friend", None, "2 Example Street")
    unknown = Representative("Friend", Authority.WRITTEN_CONSENT)
    assert compared_with(ALONE, ASKER, unknown) == Asker("", "Friend", None, "")
    assert compared_with(ALONE, ASKER, Representative("", Authority.PARENTAL)).name == ""


@pytest.mark.parametrize("status", Status)
def test_somebody_can_be_named_while_a_subject_access_request_is_open_and_nobody_is(status: Status) -> None:
    still_open = status in (Status.TAKEN, Status.LINKED, Status.PREPARED, Status.APPROVED)
    found = replace(REQUEST, status=status)
    assert may_be_named(found) is still_open
    assert not may_be_named(replace(found, representative=ACTS))
    assert not may_be_named(replace(found, kind=Kind.INTERNAL))
