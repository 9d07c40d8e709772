"""Flagging a card's security code in a recording: who may, and what the log has of it."""

from __future__ import annotations

import pytest

from desktop.application.copies.preparing import flag_security_code
from desktop.domain.log.events import EventKind, Subject
from desktop.errors import WrongStateError
from tests.support.builders import Office


def flag(office: Office, request: object, name: str = "officer") -> None:
    office.do(flag_security_code, office.actor(name, office.back), request, desk=office.back)


def test_it_is_of_the_request_and_its_recording_and_has_no_digits(office: Office) -> None:
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) is None
    flag(office, office.first_request)
    event = office.events()[-1]
    recording = office.request(office.first_request).recording
    assert (event.kind, dict(event.facts)) == (EventKind.SECURITY_CODE_FLAGGED, {})
    assert event.subjects == {Subject.REQUEST: office.first_request, Subject.RECORDING: recording}
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) == event.at


def test_where_no_recording_was_found_there_is_nothing_to_flag(office: Office) -> None:
    with pytest.raises(WrongStateError):
        flag(office, office.a_request())
