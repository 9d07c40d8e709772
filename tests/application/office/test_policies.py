"""Policies by their use cases: seen before they are changed, by two where a check gets weaker, said in each event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.application.copies.preparing import open_preparation
from desktop.application.log.integrity import LagReason, accept_lag
from desktop.application.office.policies import adopt_policy, drop_policy, preview_policy
from desktop.application.recordings.finding import LinkRecording, UnlinkRecording
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import AskClarification, CorrectDay
from desktop.application.requests.intake import CorrectCall
from desktop.application.requests.letters import MakeLetter
from desktop.application.reviews.reviewing import SignOff, administration
from desktop.bootstrap.policies import PoliciesHere, policies_of
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import Holiday
from desktop.domain.recordings.finding import Step
from desktop.domain.requests.deadline import QuestionAbout
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Purpose
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from desktop.errors import PolicyRefusedError, RowRefusedError, WrongStateError
from tests.application.office.by_policies import (
    IDENTITY,
    KEEPING,
    OFFICE,
    begin,
    change,
    decide,
    go_by_them,
    older,
    stricter,
    text,
    texts,
    view,
    waits,
)
from tests.application.office.test_policy_edits import LIBERTY, export
from tests.support.offices.builders import Office
from tests.support.refusals import error_of, field_problems, refusal


def test_before_they_are_begun_those_of_the_pcs_files_count(office: Office) -> None:
    found = view(office)
    assert [state.version for state in found.states] == [0, 0, 0]
    assert found.state(IDENTITY).policy == office.id_policy
    assert policies_of(office.parts).office.in_force is None
    content = older(office)
    with pytest.raises(WrongStateError) as refused:
        office.do(preview_policy, office.actor("administrator"), IDENTITY, content, texts=texts(office))
    assert refused.value.code == "policies_not_begun"


def test_a_stricter_policy_is_in_force_at_once(office: Office) -> None:
    begin(office)
    shown = office.do(preview_policy, office.actor("administrator"), IDENTITY, stricter(office), texts=texts(office))
    assert not shown.weaker and {each.setting for each in shown.changes} == {"max_age_months"}
    assert {(each.was, each.becomes) for each in shown.changes} == {(12, 6)} and len(shown.changes) == 4
    change(office, stricter(office))
    assert view(office).state(IDENTITY).version == 2 and view(office).state(IDENTITY).waiting is None
    [event] = [each for each in office.events() if each.kind is EventKind.POLICY_CHANGED]
    assert (event.facts["policy"], event.facts["version"], event.facts["weaker"]) == ("identity", 2, [])
    assert office.verify().whole


@pytest.mark.against("administrator")
def test_a_weaker_one_waits_for_somebody_else(office: Office) -> None:
    begin(office)
    change(office, older(office))
    state = view(office).state(IDENTITY)
    assert state.version == 1 and state.preview is not None and state.preview.weaker
    assert policies_of(office.parts).identity.in_force == office.id_policy.in_force
    for use_case, who in ((adopt_policy, "administrator"),):
        assert refusal(decide, office, use_case, who) == "needs_another_person"
    decide(office, adopt_policy, "supervisor")
    state = view(office, "supervisor").state(IDENTITY)
    assert (state.version, state.waiting) == (2, None)
    version = state.history[0]
    assert (version.changed_by, version.approved_by) == (office.people["administrator"], office.people["supervisor"])
    said = [each for each in office.events() if each.kind in (EventKind.POLICY_PROPOSED, EventKind.POLICY_ADOPTED)]
    assert [each.facts["digest"] for each in said] == [version.said.digest] * 2
    assert said[0].facts["weaker"] == ["max_age_months"]
    assert office.verify().whole


def test_a_weaker_one_says_why_and_nobody_puts_other_words_in_the_place_of_it(office: Office) -> None:
    """The second person decides by that reason: it is what its event has the digest of, or nothing is shown."""
    begin(office)
    assert field_problems(change, office, older(office), reason=" ") == {"reason": "policy_reason_missing"}
    change(office, older(office), reason="Bills come twice a year here.")
    waiting = waits(office)
    assert waiting.reason is not None and waiting.reason.words == "Bills come twice a year here."
    event = office.events()[-1]
    assert event.kind is EventKind.POLICY_PROPOSED and event.facts["reason"] == waiting.reason.digest
    assert not any(b"twice a year" in body for body in office.bodies())
    office.sql("UPDATE note SET words = 'The auditor asks for it.'")
    with pytest.raises(RowRefusedError):
        view(office, "supervisor")


def test_one_that_is_dropped_is_kept_and_its_number_used_up(office: Office) -> None:
    begin(office)
    change(office, older(office))
    assert error_of(WrongStateError, change, office, stricter(office)).code == "policy_waits_already"
    dropped = waits(office)
    decide(office, drop_policy, "administrator")
    for use_case in (adopt_policy, drop_policy):
        assert refusal(decide, office, use_case, "supervisor", dropped) == "policy_changed_meanwhile"
    change(office, stricter(office))
    assert [each.version for each in view(office).state(IDENTITY).history] == [3, 2, 1]
    assert office.verify().whole


@pytest.mark.against("administrator")
def test_what_an_administrator_did_waits_for_a_supervisors_review(office: Office) -> None:
    begin(office)
    change(office, stricter(office))
    change(office, older(office))
    acts = administration(office.actor("supervisor"), uow=office.uow()).acts[-3:]
    assert [(act.kind, act.by, act.policy) for act in acts] == [
        (EventKind.POLICIES_BEGUN, "", None),
        (EventKind.POLICY_CHANGED, "Test administrator", (IDENTITY, 2)),
        (EventKind.POLICY_PROPOSED, "Test administrator", (IDENTITY, 3)),
    ]


def test_the_one_who_was_slower_is_told(office: Office) -> None:
    begin(office)
    content = stricter(office)
    change(office, content)
    assert refusal(change, office, older(office), seen=1) == "policy_changed_meanwhile"
    assert refusal(change, office, content) == "policy_same"


def test_a_text_that_is_no_policy_is_refused_before_anything(office: Office) -> None:
    begin(office)
    size = len(office.events())
    for content in ("", "name = 5", "resume_days = 14\n\u202e", "x" * 300_000):
        with pytest.raises(PolicyRefusedError):
            change(office, content)
        with pytest.raises(PolicyRefusedError):
            office.do(preview_policy, office.actor("administrator"), IDENTITY, content, texts=texts(office))
    assert len(office.events()) == size


def test_how_many_recordings_go_and_when(office: Office) -> None:
    begin(office)
    office.clock.pass_by(days=200)
    content = text(office, KEEPING).replace('name = "telephony"', 'name = "switchboard"')
    shown = office.do(preview_policy, office.actor("administrator"), KEEPING, content, texts=texts(office))
    [going] = shown.going
    assert (going.source, going.now, going.then) == ("switchboard", (0, 0, 0), (0, 0, 0)), "it is on hold"
    assert {(each.setting, each.weaker) for each in shown.changes} == {("source", True), ("source", False)}


def test_what_a_policy_decided_says_its_version(office: Office) -> None:
    """An internal request has no deadline, and a holiday added by hand is the office's."""
    begin(office)
    officer, back = office.actor("officer"), office.actor("officer", office.back)
    session = office.closed(request=office.approved())
    office.do(SignOff(office.actor("supervisor"), session, "As it should be."))
    request, today = office.a_request(), office.clock.now().date()
    office.do(AskClarification(officer, request, today, QuestionAbout.WHICH_CALL))
    received = NotedDay(DayOf.RECEIPT, office.request(request).received_on)
    office.do(CorrectDay(officer, request, received, received.day - timedelta(days=1), "Misread"))
    office.do(CorrectCall(officer, request, replace(office.request(request).call, outbound=True)))
    booked = office.booked(office.approved(), minutes_from_now=24 * 60).request
    office.do(MakeLetter(officer, booked, LetterKind.INVITATION, Way.PRINTED))
    imported = office.imported(office.a_request())
    office.do(open_preparation, office.in_person("officer", office.back), imported, desk=office.back)
    recording = office.recording(imported)
    office.do(UnlinkRecording(back, imported), desk=office.back)
    office.do(LinkRecording(back, imported, recording, Step.HALF_HOUR), desk=office.back)
    office.do(CloseRequest(officer, imported, Answered.WITHDRAWN))
    office.do(accept_lag, office.actor("supervisor"), LagReason.NOT_KNOWN)
    said = {
        each.kind: each.facts.get("policies") for each in office.events() if each.kind is not EventKind.POLICIES_BEGUN
    }
    ours, identity, keeping = ["office", 1], ["identity", 1], ["keeping", 1]
    assert {kind: versions for kind, versions in said.items() if versions} == {
        EventKind.CHECKED_IN: [ours],
        EventKind.DOCUMENTS_SIGHTED: [identity, ours],
        EventKind.IDENTITY_CONFIRMED: [ours],
        EventKind.REQUEST_APPROVED: [ours],
        EventKind.APPOINTMENT_BOOKED: [ours],
        EventKind.REVIEW_SIGNED_OFF: [ours],
        EventKind.REQUEST_TAKEN: [ours, keeping],
        EventKind.CLARIFICATION_ASKED: [ours],
        EventKind.DEADLINE_DAY_CORRECTED: [ours],
        EventKind.CALL_CORRECTED: [keeping],
        EventKind.ORIGINAL_OPENED: [ours],
        EventKind.LETTER_MADE: [ours, keeping],
        EventKind.RECORDING_LINKED: [keeping],
        EventKind.REQUEST_CLOSED: [ours],
        EventKind.LAG_ACCEPTED: [ours],
    }
    office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="A check.")
    assert office.events()[-1].facts["policies"] == [keeping]
    assert office.verify().whole


def test_a_pc_that_has_not_read_the_new_one_decides_nothing_under_the_old(office: Office) -> None:
    begin(office)
    id = office.checked_in()
    change(office, stricter(office))
    assert refusal(office.sighted, id) == "policy_changed"
    go_by_them(office)
    office.sighted(id)
    said = [each.facts["policies"] for each in office.events() if each.kind is EventKind.DOCUMENTS_SIGHTED]
    assert said == [[["identity", 2], ["office", 1]]]


def test_a_pc_reads_them_again(office: Office) -> None:
    begin(office)
    here = PoliciesHere(office.parts)
    assert here.look_again() is False
    day = date(2027, 5, 10)
    assert not here.is_holiday(day)
    content = f'{text(office, OFFICE)}\n[[holidays]]\nday = {day}\nname = "A day of thanks"\n'
    change(office, content, OFFICE)
    assert not here.is_holiday(day) and here.look_again() is True
    assert here.is_holiday(day) and here.office.holidays == (Holiday(day, "A day of thanks"),)
    assert here.holidays_known(day) and here.keeping.in_force is not None and here.identity == office.id_policy
    assert replace(here.office, holidays=()) == office.policy


def test_before_the_policies_are_begun_the_pcs_file_is_written_on(office: Office, tmp_path: Path) -> None:
    export(office, LIBERTY, tmp_path / "keeping.toml")
    assert "liberty" in (tmp_path / "keeping.toml").read_text("utf-8")
