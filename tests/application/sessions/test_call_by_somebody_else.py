"""A call that someone else made about the person: kept, under the digest, logged as such at the caller check."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.log.comparing import compare, facts_of
from db.schema.request_tables import asker
from db.schema.tables import ASKED, asked_digest
from desktop.application.requests.intake import CorrectCall
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.identifying import CheckCaller
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Call
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import SessionId
from desktop.words.events import Timeline
from tests.support.builders import NORMAL, NUMBER, Office
from tests.support.fakes import TUESDAY

OWN = Call(TUESDAY - timedelta(days=30), NUMBER)
THEIRS = replace(OWN, by_somebody_else=True)


def sighted(office: Office, call: Call) -> SessionId:
    request = office.decided(office.prepared(office.imported(office.a_request(call=call))))
    return office.sighted(office.check_in(office.booked(request).id))


@pytest.mark.parametrize(
    ("call", "reason", "said"),
    [
        (THEIRS, "", "Identity confirmed, account of someone else’s call matched"),
        (THEIRS, "They knew the week.", "Identity confirmed, account of someone else’s call near enough"),
        (OWN, "", "Identity confirmed, call matched"),
        (OWN, "One digit.", "Identity confirmed, call near enough"),
    ],
)
def test_the_review_reads_about_which_call_they_were_asked(office: Office, call: Call, reason: str, said: str) -> None:
    id = sighted(office, call)
    office.looked(id)
    check = CallerCheck.NEAR_ENOUGH if reason else CallerCheck.MATCHES
    office.do(CheckCaller(office.actor(), id, check, reason))
    (event,) = (event for event in office.events(id) if event.kind is EventKind.IDENTITY_CONFIRMED)
    assert event.facts["call"] == call.kind.value
    assert Timeline(8000, office.id_policy).words(event) == said


def test_nothing_that_they_take_home_calls_it_theirs(office: Office) -> None:
    id = sighted(office, THEIRS)
    office.do(CheckCaller(office.actor(), id, CallerCheck.DOES_NOT_MATCH))
    office.close(id, Outcome.NOT_ENOUGH_EVIDENCE)
    receipt = office.do(receipt_to_save, office.actor("supervisor"), id)
    assert not receipt.own_call


def test_a_correction_says_that_it_was_somebody_elses_and_its_digest_covers_it(office: Office) -> None:
    id = office.a_request(call=OWN)
    office.do(CorrectCall(office.actor("officer"), id, THEIRS))
    assert office.request(id).call == Call(THEIRS.at, NORMAL, by_somebody_else=True)
    facts = office.events()[-1].facts
    assert (facts["by_somebody_else"], facts["direction"], facts["number"]) == (True, False, False)
    assert not differences(office)


def differences(office: Office) -> set[tuple[str, str]]:
    with office.parts.engine.connect() as connection:
        return {(each.table, each.key) for each in compare(connection, facts_of(connection))}


@pytest.mark.planted
@pytest.mark.parametrize("was", [True, False])
def test_a_row_that_says_otherwise_is_named(office: Office, was: bool) -> None:
    id = office.a_request(call=replace(OWN, by_somebody_else=was))
    assert not differences(office)
    with office.parts.engine.begin() as connection:
        connection.execute(update(asker).where(asker.c.request == id).values(call_by_somebody_else=not was))
    assert ("asker", id) in differences(office)


def test_the_digest_covers_each_column_that_says_something(office: Office) -> None:
    with office.parts.engine.connect() as connection:
        row = dict(connection.execute(select(asker)).one()._mapping)
    digests = [asked_digest(row), *(asked_digest(row | {name: "something else"}) for name in ASKED)]
    assert len(set(digests)) == len(asker.columns)


def test_a_column_that_came_later_says_nothing_of_a_request_from_before() -> None:
    """Else the digest of that request would not hold any more."""
    for column in (asker.c[name] for name in ("call_by_somebody_else",)):
        begins = column.server_default
        assert column.nullable or (begins is not None and str(begins.arg) in ("", "false"))  # type: ignore[attr-defined]
