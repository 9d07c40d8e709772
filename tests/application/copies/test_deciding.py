"""Deciding on a copy: what an approval binds and asks, who decides, and how it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.application.copies import staff_listening
from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.copies.preparing import SaveDraft
from desktop.application.copies.staff_listening import read_copy_transcript
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.requests.intake import CorrectCall
from desktop.application.requests.views import open_request
from desktop.application.shared.commands import Actor
from desktop.domain.copies.decision import Asked, Capable, Confidence, Consent, Decision, Information, Ruling, Weighing
from desktop.domain.copies.marking import Draft
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.request import Call, Purpose, RefusalReason, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError, WrongStateError
from tests.application.copies.transcripts import with_words
from tests.support.listing import queue
from tests.support.offices.builders import ANOTHER_DAY, REMOVALS, Office, an_office
from tests.support.refusals import error_of, field_problems, refusal

LEFT = Weighing(Information.PRIVATE, Confidence.EXPECTED, Asked.ASKED, Capable.YES, Consent.REFUSED)
INTERNAL = {"kind": Kind.INTERNAL, "purpose": Purpose.COMPLAINT, "reason": "A complaint."}


def waiting(office: Office, **more: Any) -> RequestId:
    """Return a request whose copy waits for a decision."""
    return office.prepared(office.imported(office.a_request(**more)))


def decision(office: Office, id: RequestId) -> Decision:
    with office.uow().read_only() as uow:
        found = uow.requests.decision(id)
    assert found is not None
    return found


def withdraw(office: Office, id: RequestId, words: str = "The neighbour's name can be heard.") -> None:
    office.do(WithdrawApproval(office.actor("approver"), id, words))


def facts(event: Event) -> dict[str, Any]:
    return dict(event.facts)


# Approving


@pytest.mark.against("officer")
@pytest.mark.planted
def test_an_approval_binds_the_copys_digest_and_the_version_of_its_marks(office: Office) -> None:
    id = waiting(office)
    copy = office.copy(office.request(id).copy or pytest.fail("prepared"))
    office.sql("UPDATE approved_copy SET version = 7 WHERE id = ?", copy.id)
    office.decided(id, until=office.clock.now().date())
    kept = decision(office, id)
    assert (kept.copy, kept.copy_digest, kept.version) == (copy.id, copy.digest, 7)
    event = office.events()[-1]
    assert event.kind is EventKind.REQUEST_APPROVED and event.subjects[Subject.COPY] == copy.id
    assert (facts(event)["sha256"], facts(event)["version"]) == (copy.digest, 7)


@pytest.mark.against("officer")
def test_after_an_approval_nothing_is_prepared_until_somebody_decides_anew(office: Office) -> None:
    id = office.decided(waiting(office))
    with pytest.raises(WrongStateError):
        office.prepared(id)
    withdraw(office, id)
    first = office.request(id).copy
    office.prepared(id, ())
    assert office.request(id).status is Status.PREPARED and office.request(id).copy != first
    assert not office.request(id).may_be_heard_on(office.clock.now().date())


@pytest.mark.against("officer")
def test_a_copy_that_was_prepared_again_meanwhile_is_looked_at_first(office: Office) -> None:
    id = waiting(office)
    seen = office.request(id).copy
    office.prepared(id, REMOVALS[:1])
    before = office.bodies()
    for ruling in (Ruling.APPROVE, Ruling.SEND_BACK):
        assert refusal(office.decided, id, ruling=ruling, copy=seen, words="Words.") == "copy_changed"
    assert office.bodies() == before and office.request(id).status is Status.PREPARED
    office.decided(id)
    assert decision(office, id).copy == office.request(id).copy != seen


def test_subject_access_is_not_refused_for_its_reason_nor_what_is_here_as_gone(office: Office) -> None:
    id = waiting(office, reason="Curious.")
    internal = waiting(office, **INTERNAL, call=ANOTHER_DAY)
    before = office.bodies()
    for refused, reason, code in (
        (id, RefusalReason.NO_GOOD_REASON, "refusal_for_its_reason"),
        (id, RefusalReason.NO_LONGER_AVAILABLE, "refusal_is_here"),
        (internal, RefusalReason.NO_LONGER_AVAILABLE, "refusal_is_here"),
    ):
        assert field_problems(office.decided, refused, False, refusal=reason) == {"refusal": code}
    assert office.bodies() == before and office.request(id).status is Status.PREPARED
    office.decided(internal, False, refusal=RefusalReason.NO_GOOD_REASON)


def test_the_newest_decision_is_the_last_one_whatever_the_clock_says(office: Office) -> None:
    id = office.decided(waiting(office), ruling=Ruling.SEND_BACK, words="Once more.")
    office.prepared(id)
    office.decided(id)
    assert decision(office, id).approved
    with office.uow() as uow:
        old = replace(decision(office, id), id="f" * 32, decided_at=office.clock.now().replace(year=2025))
        uow.requests.add_decision(old)
        newest = uow.requests.decision(id)
    assert newest is not None and newest.id == "f" * 32


def of_the_officer(office: Office) -> Actor:
    return office.actor("officer", office.back)


AFTERWARDS: tuple[Callable[[Office, RequestId], object], ...] = (
    lambda office, id: office.do(SaveDraft(of_the_officer(office), id, Draft(0, style="bleep")), desk=office.back),
    lambda office, id: office.prepared(id, ()),
    lambda office, id: office.do(UnlinkRecording(of_the_officer(office), id), desk=office.back),
    lambda office, id: office.do(
        CorrectCall(of_the_officer(office), id, Call(office.clock.now() - timedelta(days=3), "")), desk=office.back
    ),
)


@pytest.mark.against("officer")
def test_nothing_that_an_approval_binds_can_be_changed_under_it(office: Office) -> None:
    id = office.decided(waiting(office))
    before, request = office.bodies(), office.request(id)
    for change in AFTERWARDS:
        with pytest.raises(WrongStateError):
            change(office, id)
    assert office.bodies() == before and office.request(id) == request


# Marks that are newer than the copy


def newer_marks(office: Office, id: RequestId) -> None:
    """Mark more after the copy was made, as the officer."""
    office.do(SaveDraft(of_the_officer(office), id, Draft(0, REMOVALS[:1])), desk=office.back)


@pytest.mark.against("officer")
def test_marks_that_are_newer_than_the_copy_are_told_and_never_passed_over_in_silence(office: Office) -> None:
    id = waiting(office)
    assert not office.do(open_request, office.actor("approver"), id).newer_marks
    newer_marks(office, id)
    assert office.do(open_request, office.actor("approver"), id).newer_marks
    before = office.bodies()
    assert field_problems(office.decided, id) == {"newer_marks": "newer_marks_not_known"}
    assert office.bodies() == before and office.request(id).status is Status.PREPARED
    office.decided(id, newer_marks_known=True)
    copy = office.copy(office.request(id).copy or pytest.fail("approved"))
    assert decision(office, id).lets_hear(copy) and decision(office, id).version == copy.version == 0
    assert facts(office.events()[-1])["newer_marks"] == 1


# The weighing


@pytest.mark.against("approver")
def test_what_was_weighed_is_recorded_as_codes_and_shown(office: Office) -> None:
    id = office.decided(waiting(office), weighing=replace(LEFT, consent=Consent.NO_ANSWER))
    assert dict(decision(office, id).weighed) == {
        "information": "private",
        "confidence": "expected",
        "asked": "asked",
        "capable": "yes",
        "consent": "no_answer",
    }
    assert "confidence:expected" in facts(office.events()[-1])["weighed"]
    view = office.do(open_request, office.actor("officer"), id).decision
    assert view is not None and view.ruling is Ruling.APPROVE and view.by_name == "Test approver"
    assert view.weighing == replace(LEFT, consent=Consent.NO_ANSWER)


def test_an_approval_of_a_subject_access_request_says_what_was_weighed(office: Office) -> None:
    id = waiting(office)
    for weighing, missing in (
        (Weighing(), {"information"}),
        (Weighing(Information.EVERYDAY), {"confidence", "asked", "capable", "consent"}),
    ):
        assert set(error_of(FieldsError, office.decided, id, weighing=weighing).problems) == missing
    assert office.request(id).status is Status.PREPARED
    internal = waiting(office, **INTERNAL)
    office.decided(internal, weighing=Weighing())
    assert office.request(internal).status is Status.APPROVED


def test_letting_be_heard_what_somebody_refused_asks_for_words(office: Office) -> None:
    id = waiting(office)
    assert field_problems(office.decided, id, weighing=LEFT) == {"words": "against_their_will_words_missing"}
    office.decided(id, weighing=LEFT, words="They have said it to them face to face.")
    assert office.request(id).status is Status.APPROVED and decision(office, id).weighed == LEFT.codes


# Sending back


def test_a_copy_is_sent_back_with_words_and_prepared_again(office: Office) -> None:
    id = waiting(office)
    first = office.request(id).copy
    found = field_problems(office.decided, id, ruling=Ruling.SEND_BACK, words=" ")
    assert found == {"words": "send_back_words_missing"}
    office.decided(id, ruling=Ruling.SEND_BACK, words="A name is left at 0:12.")
    request, kept = office.request(id), decision(office, id)
    assert (request.status, request.copy) == (Status.LINKED, None)
    assert (kept.sent_back, kept.approved, kept.copy) == (True, False, first)
    event = office.events()[-1]
    assert event.kind is EventKind.REQUEST_SENT_BACK and facts(event)["digest"]
    assert b"A name is left" not in b"".join(office.bodies())
    view = office.do(open_request, office.actor("officer"), id).decision
    assert view is not None and (view.ruling, view.words) == (Ruling.SEND_BACK, "A name is left at 0:12.")
    assert queue(office) == ()
    office.prepared(id)
    [row] = queue(office)
    assert (row.request.id, row.sent_back) == (id, 1)


# Withdrawing an approval


def test_an_approval_is_withdrawn_and_the_copy_waits_again(office: Office) -> None:
    id = office.decided(waiting(office), until=office.clock.now().date())
    copy = office.request(id).copy
    with pytest.raises(FieldsError):
        withdraw(office, id, " ")
    withdraw(office, id)
    request = office.request(id)
    assert (request.status, request.copy, request.approved_until) == (Status.PREPARED, copy, None)
    event = office.events()[-1]
    assert event.kind is EventKind.APPROVAL_WITHDRAWN and event.subjects[Subject.COPY] == copy
    view = office.do(open_request, office.actor("officer"), id).decision
    assert view is not None and view.ruling is None and view.words == "The neighbour's name can be heard."
    office.decided(id)
    assert office.request(id).status is Status.APPROVED and decision(office, id).approved


def test_only_an_approval_that_nobody_has_listened_to_can_be_withdrawn(office: Office) -> None:
    id = waiting(office)
    assert refusal(withdraw, office, id) == "request_moved_on"
    office.decided(id, False, refusal=RefusalReason.THIRD_PARTY)
    assert refusal(withdraw, office, id) == "request_moved_on"
    office.listening()
    assert refusal(withdraw, office, office.first_request) == "copy_heard"
    assert office.request(office.first_request).status is Status.APPROVED


# Who decides


@pytest.mark.planted
def test_who_prepared_a_copy_that_was_sent_back_does_not_decide_on_the_next(office: Office) -> None:
    """No marks were saved: preparing the earlier copy is enough. Their role has changed since."""
    id = office.decided(waiting(office), ruling=Ruling.SEND_BACK, words="Once more.")
    office.sql("UPDATE approved_copy SET prepared_by = ? WHERE request = ?", office.people["approver"], id)
    office.prepared(id)
    assert refusal(office.decided, id) == "needs_another_person" and office.request(id).status is Status.PREPARED


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = an_office(tmp_path_factory.mktemp("people"))
    yield made
    made.parts.engine.dispose()


@pytest.mark.against("colluding", "officer")
@pytest.mark.planted
@settings(deadline=None, max_examples=25)
@given(
    did=st.fixed_dictionaries(
        {
            deed: st.sampled_from(["officer", "adviser", "other-adviser", "approver"])
            for deed in ("took", "prepared", "saved", "saved again", "transcribed")
        }
    ),
    ruling=st.sampled_from(list(Ruling)),
)
def test_whoever_had_a_hand_in_it_does_not_decide_and_everybody_else_does(
    people: Office, did: dict[str, str], ruling: Ruling
) -> None:
    """Regardless of their part in it, and of their decision; a person's role may have changed since."""
    office = people
    id = waiting(office)
    ids = office.people
    office.sql("UPDATE request SET taken_by = ? WHERE id = ?", ids[did["took"]], id)
    office.sql("UPDATE approved_copy SET prepared_by = ? WHERE request = ?", ids[did["prepared"]], id)
    with office.uow() as uow:
        for version, deed in ((1, "saved"), (2, "saved again")):
            uow.drafts.save(id, Draft(version), ids[did[deed]], office.clock.now())
        uow.transcripts.save(id, SealedTranscript(1, 1, b"words"), ids[did["transcribed"]], office.clock.now())
        uow.commit(Event(EventKind.DRAFT_SAVED, office.clock.now(), office.front))
    more: dict[str, Any] = {"refusal": RefusalReason.THIRD_PARTY, "words": "Words of the approver."}
    decides = partial(office.decided, id, ruling=ruling, newer_marks_known=True, **more)
    before = office.bodies()
    if "approver" in did.values():
        assert refusal(decides) == "needs_another_person"
        assert office.bodies() == before and office.request(id).status is Status.PREPARED
    else:
        decides()
        assert decision(office, id).decided_by == ids["approver"]


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
