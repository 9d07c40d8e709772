"""Naming who acts for the person once the request was taken: for all calls of the number, by its event, with proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.log.comparing import compare, facts_of
from db.schema.request_tables import asker_word
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.intake import NameRepresentative
from desktop.application.sessions.checking_in import CheckIn
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Answered, Authority, Call, Purpose, Representative
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from tests.support.builders import NUMBER, Office
from tests.support.fakes import TUESDAY
from tests.support.refusals import field_problems, refusal

ACTS = Representative("Demo Friend", Authority.WRITTEN_CONSENT, "This request", address="2 Example Street")
ALONE = frozenset({Party.REPRESENTATIVE})
TWO = tuple(Call(TUESDAY - timedelta(days=days), NUMBER) for days in (30, 31))


def name(office: Office, request: RequestId, acts: Representative = ACTS, by: str = "officer") -> Any:
    return office.do(NameRepresentative(office.actor(by), request, acts))


def test_the_counter_checks_in_who_was_named_and_asks_for_the_proof(office: Office) -> None:
    name(office, office.first_request)
    command = CheckIn(office.actor(), office.booked().id, ALONE)
    assert field_problems(office.do, command) == {"proof": "authority_not_seen"}
    seen = replace(command, authority_seen=True, both_seen=True)
    view = office.do(seen)
    assert view.compared.name == "Demo Friend"
    assert office.events(view.id)[0].facts["acts_by"] == "written_consent"


@pytest.mark.parametrize("seen", [True, False])
def test_the_log_says_by_what_authority_and_no_name(office: Office, seen: bool) -> None:
    day = TUESDAY.date() if seen else None
    name(office, office.first_request, replace(ACTS, seen_on=day))
    assert office.request(office.first_request).representative == replace(ACTS, seen_on=day)
    event = office.events()[-1]
    assert event.kind is EventKind.REPRESENTATIVE_NAMED
    assert (event.facts["acts_by"], event.facts["authority_seen"]) == ("written_consent", seen)
    assert event.facts["requests"] == [office.first_request]
    assert not any(said in office.bodies()[-1] for said in (b"Friend", b"Example Street", b"This request"))
    with office.parts.engine.connect() as connection:
        assert list(compare(connection, facts_of(connection))) == []
    assert office.verify().whole


def test_they_act_in_every_open_call_of_the_number_that_names_nobody(office: Office) -> None:
    first = office.a_request(calls=(*TWO, Call(TUESDAY - timedelta(days=32), NUMBER)))
    with office.uow().read_only() as uow:
        _, second, closed = (each.id for each in uow.requests.of_number(office.request(first).number))
    office.do(CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    name(office, second)
    assert [office.request(id).representative for id in (first, second, closed)] == [ACTS, ACTS, None]
    assert office.events()[-1].facts["requests"] == [first, second]
    with office.parts.engine.connect() as connection:
        assert list(compare(connection, facts_of(connection))) == []
    with office.uow().read_only() as uow:
        for id in (first, second, closed):
            uow.proven.request(id)  # each by the few events about it


def test_letters_go_to_them_and_they_are_found_by_their_name(office: Office) -> None:
    name(office, office.first_request)
    assert office.request(office.first_request).addressee.name == "Demo Friend"
    with office.parts.engine.connect() as connection:
        found = select(asker_word.c.request).where(asker_word.c.word == "friend")
        assert connection.execute(found).scalars().all() == [office.first_request]


@pytest.mark.parametrize(
    ("acts", "problems"),
    [
        (replace(ACTS, name=" "), {"representative": "representative_missing"}),
        (replace(ACTS, name="Demo\u202eFriend"), {"representative": "hidden_character"}),
        (replace(ACTS, scope="All\u202e"), {"scope": "hidden_character"}),
        (replace(ACTS, address=None), {"letters_to": "letters_to_missing"}),
        (replace(ACTS, address="a\n" * 9), {"representative_address": "address_too_long"}),
        (replace(ACTS, seen_on=TUESDAY.date() + timedelta(days=1)), {"seen_on": "day_in_future"}),
    ],
)
def test_it_is_held_to_what_intake_holds_it_to(office: Office, acts: Representative, problems: dict[str, str]) -> None:
    assert field_problems(name, office, office.first_request, acts) == problems
    assert office.request(office.first_request).representative is None


def test_who_is_named_stays_and_the_slower_of_two_is_told(office: Office) -> None:
    request = office.a_request(representative=ACTS)
    found = refusal(name, office, request, replace(ACTS, name="Demo Other"))
    assert found == "represented_already" and office.request(request).representative == ACTS


def test_nobody_acts_for_a_colleague_nor_on_a_closed_request(office: Office) -> None:
    internal = office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="For quality.")
    assert refusal(name, office, internal) == "nobody_acts_for_colleagues"
    closed = office.a_request()
    office.do(CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    assert refusal(name, office, closed) == "request_moved_on"
