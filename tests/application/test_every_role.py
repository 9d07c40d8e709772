"""Every use case is tried as every role, and at a locked desk: who may not is refused, and nothing is written."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType
from typing import Any

import pytest

from desktop import application
from desktop.application.office.in_person import InPerson
from desktop.application.ports.desk_gate import DeskGate
from desktop.application.shared.authorisation import Actor
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.reviews.statistics import Quarter
from desktop.environment.policy_files import TomlPolicies
from desktop.errors import NotAllowedError
from tests.builders import PEOPLE, ZONE, Office, an_office
from tests.faults import every_commit

ADVISER, OFFICER, APPROVER, SUPERVISOR, ADMINISTRATOR = Role
PERSON: dict[Role, str] = {role: next(name for name, its in PEOPLE.items() if its is role) for role in Role}
DONE: dict[tuple[Role, ...], str] = {
    (ADVISER,): """asking_lesser_check.ask_for_lesser_check asking_lesser_check.lengthen_asked
        asking_lesser_check.withdraw_asked briefing.brief coming_back.earlier_session
        coming_back.make_short_check
        checking_in.check_in checking_in.party_left closing.close closing.receipt_printed identifying.check_caller
        identifying.confirm_staff identifying.look_at_answers identifying.not_enough identifying.sight_documents
        lesser_check.allow_lesser_check list_search.search_visitors listening.finish listening.heard
        listening.lockdown_degraded listening.open_recording listening.play listening.stop_in_distress
        listening.take_note resuming.interrupt resuming.open_unfinished resuming.resume
        review_questions.answer_review visitors.check_in_visitor""",
    (ADVISER, OFFICER): "checking_in.call_off lists_on_paper.make_list",
    (OFFICER,): """answer_follow_up.answer_follow_up answer_follow_up.take_answer_back booking.book_appointment
        booking.move_appointment clock_correcting.correct_day clock_keeping.ask_proof clock_keeping.tell_extension
        close_request.close_request complaints.take_complaint complaints.take_complaint_back complaints.tell_complaint
        correct_call.correct_call disclosing.disclose_file drafting.lockdown_degraded drafting.open_preparation
        drafting.plan_from_draft drafting.save_draft extension_back.take_extension_back finding.find_recordings
        finding.link_recording finding.unlink_recording holding.deletion_stopped importing.import_recording
        intake.take_request letters.look_at_letter letters.make_letter list_search.search_appointments
        correct_asker.correct_asker naming.name_representative no_longer_available.say_not_left preparing.prepare_copy
        transcribing.save_transcript
        incidents.flag_security_code""",
    (OFFICER, APPROVER): """holding.ask_release holding.release_hold holding.review_hold list_search.search_requests
        reading.open_request staff_listening.open_copy transcribing.read_copy_transcript""",
    (APPROVER,): "deciding.decide deciding.withdraw_approval staff_listening.open_original",
    (SUPERVISOR,): """administration.administration administration.sign_off_administration closing.receipt_to_save
        answering_lesser_check.allow_asked answering_lesser_check.decline_asked
        answering_lesser_check.lengthen_waiting review_questions.ask_adviser
        reviewing.open_review reviewing.sign_off taking_back.take_sign_off_back""",
    (SUPERVISOR, ADMINISTRATOR): """anchoring.accept_lag policies.adopt_policy policies.drop_policy policies.policies
        verifying.verified""",
    (ADMINISTRATOR,): """accounts.add_account accounts.change_roles accounts.come_back accounts.end_access
        accounts.end_wait accounts.rename accounts.reset_password begin_witness.begin_witness
        clock_checking.confirm_clock desks.change_desk desks.grant_desk desks.open_join_request desks.withdraw_desk
        lending.end_loan lending.lend_role
        list_search.search_people moving.log_move moving_recordings.move_recordings
        policies.change_policy recovery_keys.recovery_keys recovery_keys.replace_recovery_key
        server_changes.change_server""",
    (*Role,): """own_password.change_password signing_in.lock signing_in.sign_out signing_in.unlock
        sounding_on.sounds_on staff_listening.heard staff_listening.lockdown_degraded""",
}
"""Who may do what, as the pages for staff say it. What was opened is logged to its end, whatever its role by then."""
READ: dict[tuple[Role, ...], str] = {
    (ADVISER,): "visitors.find_visitors visitors.visitor_of asking_lesser_check.read_answer briefing.open_sound_check",
    (ADVISER, OFFICER): "today.today calendar.calendar calendar.open_appointment",
    (OFFICER,): """calendar.proposals drafting.read_draft listing.to_invite policy_edits.export_with_source
        transcribing.open_transcript transcribing.read_file""",
    (OFFICER, APPROVER): "listing.requests listing.requests_named reading.request_again",
    (OFFICER, APPROVER, SUPERVISOR): "statistics.statistics",
    (APPROVER,): "listing.decisions_waiting listing.decisions_named list_search.search_decisions",
    (SUPERVISOR,): """reviewing.reviews reviewing.next_waiting reviewing.review_again
        answering_lesser_check.waiting_checks answering_lesser_check.what_became list_search.search_reviews""",
    (SUPERVISOR, ADMINISTRATOR): "anchoring.log_state verifying.may_verify policy_edits.export_policy",
    (ADMINISTRATOR,): """health.office_health accounts.accounts accounts.first_password desks.desks
        policies.preview_policy recovery_keys.office_keys upkeep.look_what_is_due upkeep.make_backup
        upkeep.save_for_support""",
}
"""Who may see what: tried without anything to see, since whoever may not is refused before that matters."""
OF_ANYBODY = """presence.ask_directory presence.in_roles_of_now presence.leave_directory presence.still_here
    quicker.who_was_quicker signing_in.confirmed_again policy_edits.preview_edit"""
"""About the very person who is signed in; and one edit, which asks for what previews a policy."""


GOES_ON = """signing_in.lock signing_in.unlock signing_in.sign_out listening.heard listening.stop_in_distress
    listening.finish resuming.interrupt asking_lesser_check.withdraw_asked drafting.save_draft sounding_on.sounds_on
    transcribing.save_transcript staff_listening.heard staff_listening.lockdown_degraded
    verifying.verified clock_checking.confirm_clock"""
"""Acts that a locked desk goes on with: what was begun is finished. A clock is confirmed in a terminal."""
TEXTS = TomlPolicies(None)
GIVEN = {
    "typed": "Testperson",
    "quarter": Quarter(2026, 4),
    "name": PolicyName.OFFICE,
    "content": TEXTS.file(PolicyName.OFFICE),
}
"""Checks that come before the question whether someone may."""


def named(tables: dict[tuple[Role, ...], str]) -> dict[str, tuple[Role, ...]]:
    """Return the roles of each use case."""
    return {name: roles for roles, names in tables.items() for name in names.split()}


def use_cases() -> dict[str, FunctionType]:
    """Return each that a unit of work is handed to, by the names of its module and its own."""
    found = {}
    for module in walk_packages(application.__path__, f"{application.__name__}."):
        for name, value in vars(sys.modules.get(module.name) or __import__(module.name, fromlist=["x"])).items():
            if isinstance(value, FunctionType) and value.__module__ == module.name and not name.startswith("_"):
                ports = inspect.signature(value).parameters
                if "uow" in ports and ports["uow"].kind is inspect.Parameter.KEYWORD_ONLY:
                    found[called(value)] = value
    return found


def called(use_case: Callable[..., Any]) -> str:
    return f"{use_case.__module__.rpartition('.')[2]}.{use_case.__name__}"


class Tried:
    """Tries each use case as everybody else, before it is first carried out. `seen`: those that were."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.seen: set[str] = set()
        self._within = False

    def wrapped(self, use_case: FunctionType) -> Callable[..., Any]:
        @wraps(use_case)
        def call(*arguments: Any, **ports: Any) -> Any:
            actor = next(filter(None, map(actor_of, arguments)), None)
            if self._within or actor is None or "uow" not in ports:
                return use_case(*arguments, **ports)
            self._within = True
            try:
                if called(use_case) not in self.seen:
                    self.seen.add(called(use_case))
                    self._as_each(use_case, arguments, ports, actor)
                return use_case(*arguments, **ports)
            finally:
                self._within = False

        return call

    def _as_each(self, use_case: FunctionType, given: tuple[Any, ...], ports: dict[str, Any], actor: Actor) -> None:
        may = named(DONE).get(called(use_case), ())
        if called(use_case) not in GOES_ON.split():
            self._behind_a_lock(use_case, given, ports, actor)
        for role in (role for role in Role if role not in may):
            other = Actor(self.office.people[PERSON[role]], actor.desk)
            before = self._events()
            arguments = [as_somebody(each, other) for each in given]
            with pytest.raises(NotAllowedError) as refused:
                use_case(*arguments, **ports | {"uow": self.office.uow(actor.desk)})
            assert refused.value.code == "not_your_role", (called(use_case), role)
            assert self._events() == before, (called(use_case), role)

    def _behind_a_lock(
        self, use_case: FunctionType, given: tuple[Any, ...], ports: dict[str, Any], actor: Actor
    ) -> None:
        """Try it as the very person who may, at a desk that was locked."""
        gate, before = DeskGate(locked=True), self._events()
        with pytest.raises(NotAllowedError) as refused:
            use_case(*given, **ports | {"uow": self.office.parts.uow(actor.desk, gate)})
        assert (refused.value.code, self._events()) == ("desk_locked", before), called(use_case)

    def _events(self) -> int:
        with self.office.uow().look() as uow:
            return uow.reading.log_size()


def actor_of(given: object) -> Actor | None:
    """Return who carries it out."""
    if isinstance(given, Actor):
        return given
    if isinstance(given, InPerson):
        return given.actor
    if dataclasses.is_dataclass(given) and not isinstance(given, type):
        values = (getattr(given, each.name) for each in dataclasses.fields(given))
        return next((actor_of(value) for value in values if isinstance(value, Actor | InPerson)), None)
    return None


def as_somebody(given: Any, actor: Actor) -> Any:
    """Return the same, by someone else with their own password."""
    if isinstance(given, Actor):
        return actor
    if isinstance(given, InPerson):
        return dataclasses.replace(given, actor=actor)
    if actor_of(given) is None:
        return given
    fields = {each.name: getattr(given, each.name) for each in dataclasses.fields(given)}
    acting = {name: value for name, value in fields.items() if isinstance(value, Actor | InPerson)}
    return dataclasses.replace(given, **{name: as_somebody(value, actor) for name, value in acting.items()})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return an_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tried]:
    """Have each use case tried that the tests and the use cases themselves call."""
    made = Tried(an_office(tmp_path / "office"))
    originals = use_cases()
    wrapped = {id(use_case): made.wrapped(use_case) for use_case in originals.values()}
    for name, module in list(sys.modules.items()):
        if not name.startswith(("tests.", "desktop.application.")):
            continue
        for attribute, value in list(vars(module).items()):
            if id(value) in wrapped:
                monkeypatch.setattr(module, attribute, wrapped[id(value)])
            elif isinstance(value, partial) and id(value.func) in wrapped:
                again = partial(wrapped[id(value.func)], *value.args, **value.keywords)
                monkeypatch.setattr(module, attribute, again)
    yield made


def test_whoever_may_not_do_something_is_refused_and_nothing_is_written(tried: Tried, tmp_path: Path) -> None:
    every_commit.everything(tried.office, tmp_path)
    assert tried.seen == {*named(DONE)}


def test_of_every_use_case_that_someone_asks_it_is_said_who_may() -> None:
    asked = {name for name, each in use_cases().items() if "actor" in inspect.signature(each).parameters}
    assert asked - {*named(DONE), *named(READ)} == {*OF_ANYBODY.split()}


@pytest.mark.parametrize("name", named(READ))
def test_whoever_may_not_see_something_is_refused(office: Office, name: str) -> None:
    use_case, may = use_cases()[name], named(READ)[name]
    parameters = inspect.signature(use_case).parameters.values()
    given = [GIVEN.get(each.name) for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD][1:]
    ports = {each.name: None for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}
    real = {each: getattr(office, each) for each in ("clock", "policy", "is_holiday")}
    real |= {"zone": ZONE, "anchored": int, "texts": TEXTS}
    ports |= {port: real[port] for port in real.keys() & ports}
    for role in (role for role in Role if role not in may):
        actor = Actor(office.people[PERSON[role]], office.front)
        with pytest.raises(NotAllowedError, match="not_your_role"):
            use_case(actor, *given, **ports | {"uow": office.uow()})
