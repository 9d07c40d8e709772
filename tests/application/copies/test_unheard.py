"""An approver who has not heard all of a copy approves it knowingly, and the log says how much was not heard."""

from __future__ import annotations

import pytest

from desktop.application.copies import staff_listening
from desktop.application.copies.transcribing import read_copy_transcript
from desktop.domain.copies.decision import Ruling
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError
from tests.application.copies.transcripts import with_words
from tests.support.builders import Office
from tests.support.refusals import field_problems


def waiting(office: Office) -> RequestId:
    return office.prepared(office.imported(office.a_request()))


def hears(office: Office, id: RequestId, *spans: Span, name: str = "approver") -> None:
    """Hear these parts of the copy."""
    opening = office.do(staff_listening.open_copy, office.actor(name, office.back), id, desk=office.back)
    office.do(staff_listening.heard, office.actor(name, office.back), opening, spans, desk=office.back)


def frames(office: Office, id: RequestId) -> int:
    copy = office.request(id).copy
    assert copy is not None
    return office.copy(copy).frames


def unheard(office: Office) -> object:
    return next(e for e in reversed(office.events()) if e.kind is EventKind.REQUEST_APPROVED).facts["unheard"]


def test_what_was_not_heard_is_not_approved_unless_they_say_that_they_know(office: Office) -> None:
    id = waiting(office)
    assert field_problems(office.decided, id, unheard_known=False) == {"unheard": "unheard_not_known"}
    assert office.request(id).status is Status.PREPARED
    office.decided(id)
    assert unheard(office) == frames(office, id)


def test_a_copy_heard_through_in_parts_is_approved_without_being_asked(office: Office) -> None:
    id = waiting(office)
    half = frames(office, id) // 2
    hears(office, id, Span(half, frames(office, id)))
    with pytest.raises(FieldsError):
        office.decided(id, unheard_known=False)
    hears(office, id, Span(0, half))
    office.decided(id, unheard_known=False)
    assert office.request(id).status is Status.APPROVED and unheard(office) == 0


def test_what_somebody_else_heard_does_not_count(office: Office) -> None:
    id = waiting(office)
    opening = office.do(staff_listening.open_copy, office.actor("approver", office.back), id, desk=office.back)
    whole = (Span(0, frames(office, id)),)
    office.do(staff_listening.heard, office.actor("officer", office.back), opening, whole, desk=office.back)
    with pytest.raises(FieldsError):
        office.decided(id, unheard_known=False)


def test_sending_back_and_refusing_ask_nothing_of_it(office: Office) -> None:
    first = waiting(office)
    office.decided(first, ruling=Ruling.SEND_BACK, words="A name is left.", unheard_known=False)
    assert office.request(first).status is Status.LINKED
    assert all("unheard" not in event.facts for event in office.events() if event.kind is EventKind.REQUEST_SENT_BACK)


def test_a_transcript_that_the_approver_has_not_opened_is_confirmed_and_the_log_says_so(office: Office) -> None:
    id = with_words(office)
    found = field_problems(office.decided, id, with_transcript=True, unread_known=False)
    assert found == {"unread": "unread_not_known"}
    office.decided(id, with_transcript=True)
    assert office.events()[-1].facts["unread"] is True


def test_one_that_they_opened_is_not_and_what_someone_else_opened_does_not_count(office: Office) -> None:
    id, other = with_words(office), with_words(office)
    office.do(read_copy_transcript, office.actor("approver"), id)
    office.decided(id, with_transcript=True, unread_known=False)
    assert office.events()[-1].facts["unread"] is False
    with pytest.raises(FieldsError):
        office.decided(other, with_transcript=True, unread_known=False)
    office.decided(other, with_transcript=False, unread_known=False)
    assert "unread" not in office.events()[-1].facts
