"""Intake, import, preparing, deciding, booking, reading: each with its event, its refusals, and nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.application.copies.preparing import MakeCopy, SaveDraft, keep_copy, plan_from_draft, render_copy
from desktop.application.log.integrity import LogView, log_state, may_verify, verified, verify_log
from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.recordings.importing import ImportRecording
from desktop.application.requests.listing import RequestFilter
from desktop.application.requests.views import open_request
from desktop.domain.copies.copy import ApprovedCopy, Chapter, ChapterKind
from desktop.domain.copies.marking import Draft, PublicReason, Removal, RemovalReason, proposal_key
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.recordings.retention import Protection
from desktop.domain.requests.request import Answered, Purpose, RefusalReason, Status
from desktop.domain.shared.ids import HoldId
from desktop.domain.shared.kinds import Kind
from desktop.errors import NotAllowedError, WrongStateError
from desktop.media.formats.formats import MemoryBytes
from tests.support.fakes import TUESDAY
from tests.support.listing import page_of
from tests.support.offices.builders import NORMAL, REMOVALS, Office, a_call
from tests.support.refusals import field_problems


def test_a_subject_access_request_gets_a_number_and_a_due_date(office: Office) -> None:
    request = office.request(office.a_request())
    assert request.reference == "SAR-2026-0002"
    assert (request.status, request.taken_by) == (Status.TAKEN, office.people["officer"])
    assert (request.received_on.isoformat(), str(request.due_on)) == ("2026-11-14", "2026-12-14")
    event = office.events()[-1]
    assert event.kind is EventKind.REQUEST_TAKEN
    held, stops = event.facts["recordings"], event.facts["stops"]
    with office.uow().read_only() as uow:
        asked = [uow.requests.asked_digest(request.id)]
    assert dict(event.facts) == {
        "asked": asked,
        "reference": "SAR-2026-0002",
        "reason_given": False,
        "represented": False,
        "received_on": "2026-11-14",
        "due_on": "2026-12-14",
        "purpose": "",
        "copy_wanted": False,
        "came_by": "letter",
        "copy_offered": False,
        "language": "",
        "notes": [],
        "digests": [],
        "hold_reason": "request",
        "review_on": "2027-02-24",
        "held": 1,
        "recordings": held,
        "stops": stops,
    }
    with office.uow().read_only() as uow:
        assert [[id] for id in uow.keeping.held_by(HoldId(event.subjects[Subject.HOLD]))] == held
        assert [[task.request, task.source, str(task.deletes_on)] for task in uow.keeping.tasks_of(request.id)] == stops


def test_numbers_are_counted_for_each_kind_and_year(office: Office) -> None:
    internal = {"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "reason": "A threat was made."}
    last_year = TUESDAY.date() - timedelta(days=400)
    ids = [office.a_request(), office.a_request(**internal), office.a_request(received_on=last_year)]
    ids.append(office.a_request(**internal))
    assert [office.request(id).reference for id in ids] == [
        "SAR-2026-0002",
        "INT-2026-0001",
        "SAR-2025-0001",
        "INT-2026-0002",
    ]


def test_a_recording_is_imported_once_and_then_matched(office: Office) -> None:
    data = a_call(1, 600)
    first, second = office.a_request(), office.a_request()
    office.imported(first, data)
    imported = office.events()[-1]
    office.imported(second, data)
    matched = office.events()[-1]
    assert (imported.kind, matched.kind) == (EventKind.RECORDING_IMPORTED, EventKind.RECORDING_LINKED)
    assert {**imported.facts, "requests": []} == {**matched.facts, "requests": []}
    assert second in matched.facts["requests"]  # type: ignore[operator]
    assert imported.facts["format"] == "pcm_wav" and imported.facts["frames"] == 8000
    assert office.request(first).recording == office.request(second).recording
    assert office.request(second).status is Status.LINKED


def test_a_decision_that_is_not_one_is_refused_by_field(office: Office) -> None:
    id = office.prepared(office.imported(office.a_request()))
    for decision, problem in (
        ({"ruling": None}, {"ruling": "decision_missing"}),
        ({"approve": False}, {"refusal": "refusal_reason_missing"}),
        ({"approve": True, "until": TUESDAY.date() - timedelta(days=1)}, {"until": "until_in_past"}),
    ):
        assert field_problems(office.decided, id, **decision) == problem
    assert office.request(id).status is Status.PREPARED


def test_a_copy_for_training_with_nothing_removed_needs_the_approvers_word(office: Office) -> None:
    training = {"kind": Kind.INTERNAL, "purpose": Purpose.TRAINING, "reason": "An example."}
    id = office.prepared(office.imported(office.a_request(**training)), ())
    assert field_problems(office.decided, id) == {"nothing_to_remove": "training_needs_removal"}
    office.decided(id, nothing_to_remove=True)
    assert dict(office.events()[-1].facts)["nothing_to_remove"] is True
    assert office.request(id).status is Status.APPROVED


def test_each_step_is_refused_before_its_turn_and_after_it(office: Office) -> None:
    taken = office.a_request()
    approved = office.first_request
    wrong: list[Callable[[], Any]] = [
        lambda: office.prepared(taken),
        lambda: office.decided(taken),
        lambda: office.imported(approved),
        lambda: office.prepared(approved),
        lambda: office.decided(approved),
        lambda: office.decided(approved, False, refusal=RefusalReason.THIRD_PARTY),
    ]
    before = office.bodies()
    for step in wrong:
        with pytest.raises(WrongStateError):
            step()
    assert office.bodies() == before


def _state(office: Office, actor: Any) -> LogView:
    return office.do(log_state, actor)


@pytest.mark.against("adviser")
def test_requests_are_listed_by_what_is_due_and_opening_one_is_logged(office: Office) -> None:
    late = office.a_request(received_on=TUESDAY.date())
    early = office.a_request(received_on=TUESDAY.date() - timedelta(days=40))
    rows = [row for row in page_of(office).rows if row.status is Status.TAKEN]
    assert [row.id for row in rows] == [early, late]
    assert len(page_of(office, "approver", RequestFilter.ALL).rows) == 3
    view = office.do(open_request, office.actor("approver"), office.first_request)
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.REQUEST_OPENED, office.people["approver"])
    assert (view.request.call.number, view.row.shown_name) == (NORMAL, "Quillon Testperson")


def test_the_approver_sees_the_internal_reason_beside_the_public_wording(office: Office) -> None:
    view = office.do(open_request, office.actor("approver"), office.first_request)
    assert [reason for *_, reason in view.removed_internal] == [removal.reason.value for removal in REMOVALS]
    assert view.call is not None
    assert [part.reason for part in view.call.removed] == [PublicReason.ABOUT_ANOTHER_PERSON, PublicReason.PLAIN]


def test_verifying_the_log_is_itself_an_event(office: Office) -> None:
    actor = office.actor("supervisor")
    may_verify(actor, uow=office.uow())
    from desktop.bootstrap.verifying import VerifierOver

    proof = verify_log(actor, verifier=VerifierOver(office.parts.engine, office.parts.witness))
    office.do(verified, actor, proof)
    event = office.events()[-1]
    assert proof.whole and event.kind is EventKind.LOG_VERIFIED
    assert dict(event.facts) == {"whole": True, "events": proof.events, "anchored": proof.anchored}
    assert _state(office, actor).events == len(office.bodies()) > proof.events
    with pytest.raises(NotAllowedError):
        office.do(verified, office.actor("adviser"), proof)


def test_a_call_of_another_month_is_sealed_by_another_key(office: Office) -> None:
    first = office.request(office.first_request).recording
    id = office.a_request()
    actor = office.actor("officer", office.back)
    command = ImportRecording(
        actor, id, MemoryBytes(a_call(1, 700)), "switchboard", datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
    )
    office.do(command, desk=office.back)
    second = office.request(id).recording
    assert first is not None and second is not None
    with office.uow().read_only() as uow:
        keys = {uow.recordings.get(each).key.retention_key for each in (first, second)}
        assert len(keys) == 2
        assert uow.recordings.retention_key("switchboard", "2026-10", "approved") is not None


def test_the_page_of_a_request_says_what_can_still_be_lost_and_who_holds_it(office: Office) -> None:
    id = office.a_request()
    view = office.do(open_request, office.actor("officer"), id)
    assert view.protection is Protection.NOT_YET and view.may_act
    assert [(task.source, str(task.deletes_on)) for task in view.to_stop] == [("switchboard", "2027-01-23")]
    (hold,) = view.holds
    assert (hold.owner_name, hold.asked_by_name, hold.may_ask, hold.may_release) == ("Test officer", None, True, False)
    assert view.answers == (Answered.WITHDRAWN,)
    office.do(AskRelease(office.in_person("officer"), hold.hold.id))
    (own,) = office.do(open_request, office.actor("officer"), id).holds
    (others,) = office.do(open_request, office.actor("approver"), id).holds
    assert (own.asked_by_name, own.may_ask, own.may_release) == ("Test officer", False, False)
    assert (others.may_ask, others.may_release) == (False, True)
    office.do(ReleaseHold(office.in_person("approver"), hold.hold.id))
    office.imported(id)
    view = office.do(open_request, office.actor("approver"), id)
    assert (view.protection, view.holds, view.may_act) == (Protection.PROTECTED, (), False)


def test_what_an_officer_tells_the_listener_becomes_a_chapter_of_the_copy_and_nothing_else_does(office: Office) -> None:
    request = office.imported(office.a_request(), a_call(30))
    actor = office.actor("officer", office.back)
    told = (proposal_key("silence", 2000, 20_000, None), proposal_key("keypad_tones", 21_000, 28_000, None))

    def copied(draft: Draft) -> ApprovedCopy:
        saved = office.do(SaveDraft(actor, request, draft), desk=office.back)
        make = MakeCopy(actor, request, saved.version, 150)
        plan = plan_from_draft(make, uow=office.uow(office.back), strongroom=office.strongroom)
        prepared = render_copy(plan, strongroom=office.strongroom)
        copy: ApprovedCopy = office.do(keep_copy, plan, prepared, desk=office.back)
        return office.copy(copy.id)

    assert copied(Draft(0)).chapters == ()
    assert copied(Draft(1, chapters=told)).chapters == (Chapter(16_000, 160_000, ChapterKind.SILENCE),)
    removed = (Removal(1000, 21_000, None, RemovalReason.CARD_DETAILS),)
    assert copied(Draft(2, removed, chapters=told)).chapters == ()
