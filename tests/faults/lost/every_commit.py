"""Every use case that commits, at least once, in one office: from its making to its recordings' destruction."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from db.office import OfficesTable
from db.shared.values import time_in
from desktop import application
from desktop.application.appointments.calendar import MoveAppointment
from desktop.application.copies import preparing, staff_listening
from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.copies.preparing import flag_security_code
from desktop.application.copies.staff_listening import read_copy_transcript, sounds_on
from desktop.application.log import integrity
from desktop.application.log.health import ReportPc
from desktop.application.log.integrity import LagReason, accept_lag, begin_witness
from desktop.application.office import accounts
from desktop.application.office import signing_in as door
from desktop.application.office.desks import keys_to_renew, open_join_request, renew_some
from desktop.application.office.policies import adopt_policy, drop_policy
from desktop.application.office.setting_up import Change, ChangeServer, LogMove, MoveRecordings
from desktop.application.office.upkeep import Made, note_backup
from desktop.application.ports.desk import PcState
from desktop.application.ports.lifecycle import BackedUp
from desktop.application.ports.sound import PlayerStatus, VaultPlace
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.recordings.holding import DeletionStopped
from desktop.application.recordings.vault_care import VaultLook
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import AskProof, TakeExtensionBack, TellExtension
from desktop.application.requests.follow_ups import TakeAnswerBack
from desktop.application.reviews.reviewing import administration, sign_off_administration
from desktop.application.sessions import checking_in, day_list, identifying, listening
from desktop.application.sessions.day_list import mark_interrupted
from desktop.application.sessions.identifying import MakeShortCheck, earlier_session
from desktop.application.shared import lists
from desktop.application.shared.lists import MakeList
from desktop.application.shared.stored_sound import LogRebuilt
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.appointments import Unusual
from desktop.domain.copies.marking import Draft
from desktop.domain.log.checkpoint import WitnessBegun, WitnessReason
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.requests.complaints import ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import ExtensionReason, ProofOf
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Call
from desktop.domain.sessions.identity import Missing
from desktop.domain.sessions.session import Outcome, Party, WhyUnbooked
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.paper import PaperList, Way
from desktop.domain.shared.spans import Span
from desktop.environment.passwords import Passwords
from tests.application.copies import test_preparing as marking
from tests.application.copies import transcripts
from tests.application.log.test_personal_data import whole_life
from tests.application.office import by_policies as policies
from tests.application.office import test_accounts as people
from tests.application.office import test_desks as joining
from tests.application.office import test_recovery as recovery
from tests.application.recordings import test_finding as finding
from tests.application.recordings import test_quarantine as quarantine
from tests.application.requests import test_closing as disclosing
from tests.application.requests import test_deadlines as clock
from tests.application.requests import test_follow_ups as complaints
from tests.application.requests import test_intake as naming
from tests.application.requests import test_letters as letters
from tests.application.requests.test_intake import correct, corrected
from tests.application.sessions import test_lesser_check as asked
from tests.application.sessions.test_identifying import PASS, confirm, internal, sight
from tests.application.sessions.test_lesser_check import a_passport, allow
from tests.attacks.forging import edit
from tests.support.fakes import FakeDirectory
from tests.support.offices.builders import NUMBER, PASSWORD, ZONE, Office, a_call
from tests.support.offices.new_pc import NewPc
from tests.support.offices.trees import Imports, name, put


def sites() -> set[tuple[str, str]]:
    """Return where the use cases commit: module and function."""
    found = set()
    for file in Path(application.__path__[0]).rglob("*.py"):
        functions = [each for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.FunctionDef)]
        found |= {(file.stem, each.name) for each in functions if any(map(_commits, ast.walk(each)))}
    return found


def _commits(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def everything(office: Office, folder: Path) -> None:
    """Run all but the making of the office itself (`builders.set_up`)."""
    whole_life(office)
    at_the_door(office)
    through_an_account(office)
    pcs(office)
    tending(office)
    looking_for_a_recording(office)
    preparing_a_copy(office)
    at_the_counter(office)
    bringing_in(office, folder)
    follow_up(office)
    office.do(lists.search_requests, office.actor("officer"), "Testperson", zone=ZONE)
    office.do(lists.search_appointments, office.actor("officer"), "Testperson", zone=ZONE)
    office.do(lists.search_visitors, office.actor(), "Testperson", zone=ZONE)
    office.do(lists.search_people, office.actor("administrator"), "Test")
    office.do(MakeList(office.actor("officer"), PaperList.DAY, Way.PRINTED, 3))
    office.do(integrity.verified, office.actor("supervisor"), office.verify())
    again = WitnessBegun(WitnessReason.MOVED, replaces=True, files=1)
    office.do(begin_witness, office.actor("administrator"), again)
    waiting = administration(office.actor("supervisor"), uow=office.uow())
    office.do(sign_off_administration, office.actor("supervisor"), waiting.up_to, waiting.shown)
    office.do(accept_lag, office.actor("supervisor"), LagReason.NOT_KNOWN)
    destroying(office)
    changing_policies(office)
    recordings_moving(office)


def recordings_moving(office: Office) -> None:
    """Move them last: this PC goes on with the folder, and would be refused what it stores there."""
    with office.uow().read_only() as uow:
        living = uow.keeping.living()
    with patch.object(OfficesTable, "open_desks", lambda self: [office.front]):
        office.do(MoveRecordings(joining.by(office), lambda: living))


def at_the_door(office: Office) -> None:
    more: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy}
    office.do(ReportPc(office.front, PcState("0.1.0", frozenset({"sound"}))))
    with office.uow().read_only() as uow:
        made = BackedUp(9, 2, recipients=tuple(uow.proven.recipients("recovery")))
    note_backup(made, Made(office.back), uow=office.uow(office.back), clock=office.clock)  # tells any doubt
    office.do(door.lock, office.actor())
    office.do(door.Unlock(office.actor(), PASSWORD), **more)
    grown = more | {"passwords": Passwords(memory_kib=16, passes=1, lanes=1)}
    office.do(door.SignIn(office.front, "adviser", PASSWORD), **grown)
    by_directory(office, more)


def by_directory(office: Office, more: dict[str, Any]) -> None:
    """Let someone of a directory sign in: they are added, and signed in."""
    office.passwords.directory = directory = FakeDirectory()
    directory.add("mallet", Role.ADVISER, password=PASSWORD)
    office.do(door.SignIn(office.front, "mallet", PASSWORD), **more)
    office.passwords.directory = None


def through_an_account(office: Office) -> None:
    new = people.added(office)
    own = people.own(office, new, people.FIRST)
    by = people.by(office)
    named = people.done(office, accounts.rename, accounts.Rename(by, own, "other.name", "Other Name"))
    roles = frozenset({Role.ADVISER, Role.APPROVER})
    both = people.done(office, accounts.change_roles, accounts.ChangeRoles(by, named, roles))
    lent = people.lent(office, 0, 6, Role.SUPERVISOR)
    people.done(office, accounts.end_loan, accounts.EndLoan(by, lent, Role.SUPERVISOR))
    reset = people.done(office, accounts.reset_password, accounts.ResetPassword(by, both, people.FIRST))
    people.done(office, accounts.end_wait, accounts.EndWait(by, reset))
    left = people.done(office, accounts.end_access, accounts.EndAccess(by, reset))
    people.done(office, accounts.come_back, accounts.ComeBack(by, left, roles, people.FIRST))
    recovery.recover(office, recovery.recipients(office)[0])
    recovery.restore(office)


def tending(office: Office) -> None:
    request = office.a_request()
    office.do(DeletionStopped(office.actor("officer"), request, "switchboard"))
    asked = office.request(request).received_on + timedelta(days=1)
    clock.note(office, AskProof(office.actor("officer", office.back), request, ProofOf.IDENTITY, asked, clock.WHY))
    today, officer = office.clock.now().date(), office.actor("officer", office.back)
    clock.note(office, TellExtension(officer, request, today, ExtensionReason.COMPLEX))
    office.do(TakeExtensionBack(officer, request, clock.WHY), desk=office.back)
    corrected(office, request, Call(office.request(request).call.at - timedelta(days=1), NUMBER))
    naming.name(office, request)
    correct(office, request, surname="Other")
    letters.look(office, request, LetterKind.PROOF)
    letters.make(office, request, LetterKind.PROOF)
    approved = office.approved()
    office.do(WithdrawApproval(office.actor("approver"), approved, "The neighbour's name is heard."))
    office.released(request)
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))


def looking_for_a_recording(office: Office) -> None:
    recording, request = office.kept(finding.AT), finding.a_request(office)
    finding.find(office, request)
    finding.choose(office, request, recording)
    office.do(
        UnlinkRecording(office.actor("officer", office.back), request),
        desk=office.back,
    )
    nothing = finding.a_request(office, "01632 960744", finding.AT + timedelta(days=3))
    finding.say(office, nothing, "switchboard")


def preparing_a_copy(office: Office) -> None:
    request = marking.a_linked(office)
    actor = office.actor("officer", office.back)
    original = marking.opened(office, request).recording
    saved = marking.saved(office, request, Draft(0, (marking.MARK,)))
    transcripts.saved(office, request)
    office.do(preparing.lockdown_degraded, actor, request, ("capture",), desk=office.back)
    office.do(flag_security_code, actor, request, desk=office.back)
    marking.made(office, request, saved.version)
    rebuilt = LogRebuilt(actor, request, original.id, lambda: office.uow(office.back), office.clock)
    rebuilt("waveform", "missing")
    office.do(read_copy_transcript, office.actor("approver"), request)
    opening = office.do(staff_listening.open_copy, office.actor("approver"), request)
    office.do(sounds_on, office.actor("approver"), opening.subjects, PlayerStatus(device="headset", engine="libvlc"))
    office.do(staff_listening.lockdown_degraded, office.actor("approver"), opening, ("capture",))
    office.do(staff_listening.heard, office.actor("approver"), opening, (Span(0, 100),))
    more: dict[str, Any] = {"desk": office.back, "strongroom": office.strongroom}
    office.do(staff_listening.open_original, office.in_person("approver", office.back), request, **more)


def without_an_appointment(office: Office, request: RequestId) -> None:
    here = frozenset({Party.CUSTOMER})
    comes = checking_in.CheckInVisitor(office.actor(), request, here, WhyUnbooked.OTHER, "The bus was early.")
    more: dict[str, Any] = {"policy": office.policy, "anchored": office.anchored}
    id: SessionId = office.do(comes, **more).id
    office.do(office.at(listening.Finish, id))
    office.close(id, Outcome.CUSTOMER_LEFT)


def came_back(office: Office, id: SessionId) -> None:
    """Confirm who they are by the short check: they were here before."""
    found = office.do(earlier_session, office.actor(), id)
    assert found is not None
    made = MakeShortCheck(office.actor(), id, found.session, True)
    office.do(made)


def at_the_counter(office: Office) -> None:
    office.clock.pass_by(hours=2)
    moved = office.booked()
    slot = (moved.starts_at, moved.desk, moved.starts_at + timedelta(days=1), moved.minutes, frozenset(Unusual))
    moved = office.book(MoveAppointment(office.actor("officer"), moved.id, *slot))
    office.do(checking_in.CallOff(office.actor(), moved.id, Outcome.CANCELLED))

    without_an_appointment(office, moved.request)

    inside = office.checked_in(request=internal(office))
    sight(office, inside, PASS)
    confirm(office, inside)
    office.do(listening.RecordDegradedLockdown(office.actor(), inside, ("no_grab",)))
    office.do(office.at(listening.Finish, inside))
    office.close(inside, Outcome.CUSTOMER_LEFT)

    office.clock.pass_by(hours=1)
    unknown = office.checked_in(request=office.approved())
    asking_for_less(office, unknown)
    office.do(identifying.NotEnough(office.actor(), unknown, (Missing.SECOND_DOCUMENT,)))
    office.close(unknown, Outcome.NOT_ENOUGH_EVIDENCE)

    office.clock.pass_by(hours=1)
    id = office.checked_in(request=office.approved())
    allow(office, id)
    office.do(day_list.interrupt, office.actor(), id, 0)
    office.do(day_list.Resume(office.actor(), id, True))
    office.do(mark_interrupted, office.front)
    office.close(id, Outcome.CUSTOMER_LEFT)

    office.clock.pass_by(hours=1)
    heard = office.listening(request=office.approved())
    office.do(listening.play, office.position(heard))
    office.do(listening.heard, office.position(heard, 4000, Span(0, 4000)))
    office.close_after_listening(heard)

    office.clock.pass_by(hours=1)
    again = office.checked_in(request=office.session(heard).request)
    came_back(office, again)
    office.do(office.at(listening.Finish, again))
    office.close(again, Outcome.CUSTOMER_LEFT)


def asking_for_less(office: Office, id: SessionId) -> None:
    """Ask supervisors at their own PCs for a lesser check: one is withdrawn, one declined, one allowed later."""
    asked.withdraw(office, id, asked.ask(office, id).id)
    asked.decline(office, asked.ask(office, id).id)
    asked.allow_asked(office, asked.ask(office, id, shown=a_passport(office)).id)


def changing_policies(office: Office) -> None:
    """Begin them, change one, and propose two weaker ones: one is dropped, one adopted."""
    policies.begin(office)
    policies.change(office, policies.stricter(office))
    policies.change(office, policies.older(office))
    policies.decide(office, drop_policy, "administrator")
    policies.change(office, policies.older(office))
    policies.decide(office, adopt_policy, "supervisor")


def pcs(office: Office) -> None:
    """Let a PC join, give it another kind, withdraw it, replace a recovery key, and renew what these opened.

    The server has another address. And a session is taken over whose PC is off.
    """
    pc = NewPc(office)
    office.do(open_join_request, office.actor("administrator"), pc.request)
    joining.grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    joining.change(office, joining.the_desk(office, pc.desk), DeskKind.COUNTER)
    joining.withdraw(office, joining.the_desk(office, pc.desk))
    recovery.replace(office)
    moved = ChangeServer(joining.by(office), frozenset({Change.ADDRESS}))
    office.do(moved)
    office.do(LogMove(joining.by(office), VaultPlace.DATABASE))
    keys = desk_keys_of(office.parts, office.back)
    for key in keys_to_renew(office.back, uow=office.uow(office.back)):
        while office.do(renew_some, key, office.back, desk=office.back, desk_keys=keys):
            pass
    office.clock.pass_by(hours=1)
    left = office.checked_in(request=office.approved(a_call(4.0, 810)))
    office.clock.pass_by(hours=1)
    with patch("db.office.OfficesTable.open_desks", lambda self: []):
        office.do(day_list.open_unfinished, office.actor("other-adviser", office.back), left, desk=office.back)


def follow_up(office: Office) -> None:
    [event] = [event for event in office.events() if event.kind is EventKind.CORRECTION_ANSWERED]
    id = SessionId(event.subjects[Subject.SESSION])
    command = TakeAnswerBack(office.actor("officer"), office.session(id).request, id)
    office.do(command)
    request = office.a_request()
    complaint = complaints.take(office, request)
    complaints.take_back(office, complaint)
    complaint = complaints.tell_about(office, complaints.take(office, request), ComplaintStep.ACKNOWLEDGED)
    complaint = complaints.tell_about(office, complaint, ComplaintStep.PROGRESS)
    complaints.tell_about(office, complaint, ComplaintStep.OUTCOME, outcome=ComplaintOutcome.UPHELD)
    disclosing.disclose(office, disclosing.approved_for_police(office))


def bringing_in(office: Office, folder: Path) -> None:
    tree = folder / "tree"
    office.a_request()
    put(tree, name())
    report = Imports(office).run(tree)
    assert report.whole and report.anchored


def destroying(office: Office) -> None:
    """Destroy a recording that nobody else asks for, and hold one that a row hid while it was asked for."""
    at = office.request(office.first_request).call.at - timedelta(days=20)
    hidden, call = office.kept(at - timedelta(days=20)), at - timedelta(days=20)
    move = "UPDATE recording SET call_at = {at} WHERE id = {id}"
    edit(office, move, id=hidden, at=time_in(call - timedelta(days=2000)))
    office.a_request(call=Call(call, NUMBER))
    edit(office, move, id=hidden, at=time_in(call))
    request = office.a_request(call=Call(at, "01632 960755"))
    office.released(office.prepared(office.imported(request, a_call(1.0, 700.0))))
    quarantine.an_unnamed_file(office)
    assert quarantine.night(office).quarantined
    office.clock.pass_by(days=400)
    assert office.nightly().run().doubts
    report = office.retain()
    assert report.destroyed and report.keys_destroyed
    assert VaultLook(office.back, lambda: office.uow(office.back), office.clock, office.strongroom).run()
