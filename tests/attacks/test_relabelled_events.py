"""Events whose columns whoever can write to the database changes: of which kind an event is, and whose, is asked of its
own bytes, which the log covers.
"""

from __future__ import annotations

import pytest

from db.schema.audit_tables import audit_event
from desktop.application.copies.preparing import flag_security_code
from desktop.application.copies.staff_listening import heard, open_copy, read_copy_transcript
from desktop.application.requests.views import open_request
from desktop.domain.log.events import EventKind
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError
from tests.application.copies.transcripts import with_words
from tests.attacks.test_events import _guards
from tests.support.builders import RULES, Office
from tests.support.places import owners


def relabel(place: Office, was: EventKind, **columns: str) -> None:
    """Change the columns of the newest event of that kind."""
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement)
        of_kind = audit_event.select().where(audit_event.c.kind == was.value).order_by(audit_event.c.seq.desc())
        found = connection.execute(of_kind).first()
        assert found is not None
        connection.execute(audit_event.update().where(audit_event.c.seq == found.seq).values(**columns))


@pytest.mark.parametrize("opened", [True, False])
def test_an_approver_has_read_a_transcript_that_they_opened_and_no_other(place: Office, opened: bool) -> None:
    """Another event is called one, or the one they wrote is called something else: it is asked all the same."""
    id = with_words(place)
    place.do(open_copy, place.actor("approver"), id)
    if opened:
        place.do(read_copy_transcript, place.actor("approver"), id, sound=place.sound)
        relabel(place, EventKind.TRANSCRIPT_OPENED, kind=EventKind.COPY_OPENED.value)
    else:
        relabel(place, EventKind.COPY_OPENED, kind=EventKind.TRANSCRIPT_OPENED.value)
    with pytest.raises(FieldsError) as asked:
        place.decided(id, with_transcript=True, unread_known=False)
    assert asked.value.problems == {"unread": "unread_not_known"}


def test_an_approver_has_heard_what_they_heard_before_the_decision_and_nothing_else(place: Office) -> None:
    id = place.prepared(place.imported(place.a_request()))
    copy, approver = place.request(id).copy, place.actor("approver")
    assert copy is not None
    place.do(heard, approver, place.do(open_copy, approver, id), (Span(0, 800),))
    place.do(open_copy, approver, id)
    relabel(place, EventKind.COPY_OPENED, kind=EventKind.HEARD.value)
    with place.uow().read_only() as uow:
        assert uow.reading.heard_by_staff(approver.by, copy, id) == (Span(0, 800),)


def test_a_security_code_is_flagged_by_the_event_of_that_alone(place: Office) -> None:
    id, officer = place.first_request, place.actor("officer", place.back)
    place.do(open_request, officer, id, rules=RULES, desk=place.back)
    relabel(place, EventKind.REQUEST_OPENED, kind=EventKind.SECURITY_CODE_FLAGGED.value)
    with place.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(id) is None


def test_a_request_was_opened_by_whoever_opened_it_alone(place: Office) -> None:
    id, officer = place.first_request, place.actor("officer", place.back)
    place.do(flag_security_code, officer, id, desk=place.back)
    relabel(place, EventKind.SECURITY_CODE_FLAGGED, kind=EventKind.REQUEST_OPENED.value)
    with place.uow().read_only() as uow:
        assert uow.reading.request_opened(id, officer.by) is None


def test_a_request_was_opened_where_it_was_that_request(place: Office) -> None:
    id, officer = place.first_request, place.actor("officer", place.back)
    place.do(open_request, officer, place.a_request(), rules=RULES, desk=place.back)
    relabel(place, EventKind.REQUEST_OPENED, request=id)
    with place.uow().read_only() as uow:
        assert uow.reading.request_opened(id, officer.by) is None


def test_the_newest_event_of_a_kind_is_one_of_that_kind(place: Office) -> None:
    session = place.on_break()
    relabel(place, EventKind.BREAK_STARTED, kind=EventKind.SESSION_INTERRUPTED.value)
    with place.uow().read_only() as uow:
        assert uow.reading.newest({EventKind.SESSION_INTERRUPTED}, {"session": session}) is None
