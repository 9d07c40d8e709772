"""Invisible characters are refused at their field, whoever asks and wherever the data is; those of scripts are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.application.copies import deciding
from desktop.application.office import setting_up, signing_in
from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests.deadlines import AskProof, CorrectDay
from desktop.application.reviews import reviewing
from desktop.application.sessions import identifying, listening
from desktop.application.sessions.lesser_check import AllowLesserCheck
from desktop.domain.copies.decision import Ruling
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.requests.complaints import ComplaintStep
from desktop.domain.requests.deadline import DeadlineRules, ProofOf
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.request import Authority, Purpose, Representative
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import HIDDEN_CHARACTER
from desktop.errors import DatabaseError, FieldsError, ListeningRoomError
from desktop.words.errors import message_for
from tests.application.requests import test_closing as disclosing
from tests.application.requests import test_follow_ups as complaints
from tests.application.requests import test_intake as naming
from tests.application.requests.test_intake import correct
from tests.application.sessions import test_lesser_check as asked
from tests.support.offices.builders import ASKER, KEEPING, PASSWORD, Office

ACTS = Representative("Test Friend", Authority.WRITTEN_CONSENT, "This call", None, "2 Nowhere Lane")
RULES = DeadlineRules(frozenset())
Typed = Callable[[Office, str], object]


def _person(office: Office, name: str, shown: str) -> object:
    command = setting_up.AddPerson(office.front, name, shown, frozenset({Role.ADVISER}), PASSWORD)
    return office.do(setting_up.add_person, command, passwords=office.passwords, by=office.people["administrator"])


def _sign_in(office: Office, name: str) -> object:
    more: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy}
    return office.do(signing_in.SignIn(office.front, name, PASSWORD), **more)


def _corrected(office: Office, words: str) -> object:
    received = NotedDay(DayOf.RECEIPT, office.request(office.first_request).received_on)
    day = received.day - timedelta(days=1)
    command = CorrectDay(office.actor("officer"), office.first_request, received, day, words)
    return office.do(command, rules=RULES)


def _doubted(office: Office, words: str) -> object:
    day = office.clock.now().date()
    return office.do(AskProof(office.actor("officer"), office.first_request, ProofOf.IDENTITY, day, words), rules=RULES)


def _told_about(office: Office, words: str) -> object:
    acknowledged = complaints.tell_about(
        office, complaints.take(office, office.first_request), ComplaintStep.ACKNOWLEDGED
    )
    return complaints.tell_about(office, acknowledged, ComplaintStep.PROGRESS, words=words)


def _held(office: Office, words: str) -> object:
    with office.uow().read_only() as uow:
        hold = uow.keeping.holds_of(office.first_request)[0]
    command = ReviewHold(office.actor("officer"), hold.id, 0, words, hold.review_on)
    return office.do(command, keeping=KEEPING)


def _near_enough(office: Office, words: str) -> object:
    id = office.sighted(office.checked_in())
    command = identifying.CheckCaller(office.actor(), id, CallerCheck.NEAR_ENOUGH, words)
    return office.do(command, policy=office.policy)


def _less(office: Office, words: str) -> object:
    command = AllowLesserCheck(office.actor(), office.checked_in(), (None, None), words, "supervisor", PASSWORD)
    more: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy, "id_policy": office.id_policy}
    return office.do(command, **more)


def _declined(office: Office, words: str) -> object:
    check = asked.ask(office, office.checked_in()).id
    asked.decline(office, check, reason=words)
    return check


def _noted(office: Office, words: str) -> object:
    return office.do(listening.TakeNote(office.actor(), office.listening(), NoteKind.REMARK, words, 100, False))


def _signed_off(office: Office, words: str) -> object:
    command = reviewing.SignOff(office.actor("supervisor"), office.closed(), words)
    return office.do(command, policy=office.policy, is_holiday=office.is_holiday)


def _decided(office: Office, words: str) -> object:
    request = office.prepared(office.imported(office.a_request()))
    return office.decided(request, ruling=Ruling.SEND_BACK, words=words)


def _withdrawn(office: Office, words: str) -> object:
    command = deciding.WithdrawApproval(office.actor("approver"), office.first_request, words)
    return office.do(command)


def _job(office: Office, words: str) -> object:
    internal = {"kind": Kind.INTERNAL, "purpose": Purpose.QUALITY, "reason": "A check."}
    return office.a_request(asker=replace(ASKER, address=words), **internal)


def _desk(office: Office, words: str) -> object:
    command = setting_up.EnrolDesk(DeskId("d" * 32), words, "age1", DeskKind.COUNTER)
    return office.do(setting_up.enrol_desk, command, office.front)


FIELDS: dict[str, tuple[str, Typed]] = {
    "given names": ("given_names", lambda o, t: o.a_request(asker=replace(ASKER, given_names=t))),
    "surname": ("name", lambda o, t: o.a_request(asker=replace(ASKER, surname=t))),
    "address": ("address", lambda o, t: o.a_request(asker=replace(ASKER, address=t))),
    "contact": ("contact", lambda o, t: o.a_request(asker=replace(ASKER, contact=t))),
    "reason": ("reason", lambda o, t: o.a_request(reason=t)),
    "adjustments": ("adjustments", lambda o, t: o.a_request(adjustments=("Louder", t))),
    "job": ("address", _job),
    "representative": ("representative", lambda o, t: o.a_request(representative=replace(ACTS, name=t))),
    "scope": ("scope", lambda o, t: o.a_request(representative=replace(ACTS, scope=t))),
    "their address": ("representative_address", lambda o, t: o.a_request(representative=replace(ACTS, address=t))),
    "name corrected": ("given_names", lambda o, t: correct(o, o.a_request(), given_names=t)),
    "contact corrected": ("contact", lambda o, t: correct(o, o.a_request(), contact=t)),
    "representative named": ("representative", lambda o, t: naming.name(o, o.first_request, replace(ACTS, name=t))),
    "scope named": ("scope", lambda o, t: naming.name(o, o.first_request, replace(ACTS, scope=t))),
    "day corrected": ("correction_reason", _corrected),
    "doubt": ("doubt", _doubted),
    "hold kept": ("hold_reason", _held),
    "caller near enough": ("reason", _near_enough),
    "lesser check": ("reason", _less),
    "lesser check asked for": ("reason", lambda o, t: asked.ask(o, o.checked_in(), reason=t)),
    "lesser check declined": ("reason", _declined),
    "complaint": ("complaint_about", lambda o, t: complaints.take(o, o.first_request, words=t)),
    "complaint told about": ("complaint_words", _told_about),
    "disclosed to": ("disclosed_to", lambda o, t: disclosing.disclose(o, o.first_request, receiver=t)),
    "reference of a disclosure": (
        "disclosure_reference",
        lambda o, t: disclosing.disclose(o, o.first_request, reference=t),
    ),
    "note": ("words", _noted),
    "outcome": ("words", lambda o, t: o.close(o.closing(), Outcome.STOPPED_BY_STAFF, t)),
    "comment": ("comment", _signed_off),
    "decision": ("words", _decided),
    "approval withdrawn": ("words", _withdrawn),
    "sign-in name added": ("name", lambda o, t: _person(o, t, "Shown")),
    "shown name added": ("shown_name", lambda o, t: _person(o, "somebody", t)),
    "desk": ("desk", _desk),
    "sign-in": ("name", _sign_in),
}


@pytest.mark.against("customer")
@pytest.mark.parametrize("place", ["sqlcipher"], indirect=True)
def test_a_hidden_character_is_refused_at_its_field(place: Office) -> None:
    """One for each field, before any database has it: which characters are hidden is a rule (tests/domain/shared)."""
    found = {}
    for name, (_, typed) in FIELDS.items():
        place.clock.pass_by(hours=1)  # where a session is held, the desk is free again
        try:
            found[name] = typed(place, "Words\u202eNILREKNUD")
        except ListeningRoomError as refused:
            found[name] = getattr(refused, "problems", refused)
    assert found == {name: {field: HIDDEN_CHARACTER} for name, (field, _) in FIELDS.items()}
    assert "hidden character" in message_for(FieldsError({"name": HIDDEN_CHARACTER}))


def test_what_a_script_is_written_with_is_kept_as_it_was_typed(place: Office) -> None:
    asker = replace(ASKER, given_names="می\u200cنا", surname="ශ්\u200dරී", address="Zoe\u0308 House\n1 Example Street")
    request = place.a_request(asker=asker, reason="र्\u200d")
    assert place.request(request).asker == asker


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_text_that_the_database_cannot_keep_is_no_database_that_does_not_answer(place: Office) -> None:
    """An embedded one keeps every text."""
    with pytest.raises(DatabaseError) as failed, place.uow().read_only() as uow:
        uow.people.find("A\0B")
    assert failed.value.code == "text_not_kept" and "A" not in str(failed.value.args)
