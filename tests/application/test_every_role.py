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
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.database import DeskGate
from desktop.application.shared.commands import Actor
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.reviews.statistics import Quarter
from desktop.environment.policies import TomlPolicies
from desktop.errors import NotAllowedError
from tests.application.shared.test_commands import commands
from tests.faults.lost import every_commit
from tests.support.offices.builders import PEOPLE, ZONE, Office, an_office
from tests.support.refusals import refusal

ADVISER, OFFICER, APPROVER, SUPERVISOR, ADMINISTRATOR = Role
PERSON: dict[Role, str] = {role: next(name for name, its in PEOPLE.items() if its is role) for role in Role}
DONE: dict[tuple[Role, ...], str] = {
    (ADVISER,): """lesser_check.ask_for_lesser_check
        lesser_check.withdraw_asked listening.brief identifying.earlier_session
        identifying.make_short_check
        checking_in.check_in checking_in.party_left closing.close closing.receipt_printed identifying.check_caller
        identifying.confirm_staff identifying.look_at_answers identifying.not_enough identifying.sight_documents
        lesser_check.allow_lesser_check lists.search_visitors listening.finish listening.heard
        listening.lockdown_degraded listening.open_recording listening.play listening.stop_in_distress
        listening.take_note day_list.interrupt day_list.open_unfinished day_list.resume
        day_list.answer_review checking_in.check_in_visitor""",
    (ADVISER, OFFICER): "checking_in.call_off lists.make_list",
    (OFFICER,): """follow_ups.answer_follow_up follow_ups.take_answer_back calendar.book_appointment
        calendar.move_appointment deadlines.correct_day deadlines.note_deadline
        closing.close_request follow_ups.take_complaint follow_ups.take_complaint_back follow_ups.tell_complaint
        intake.correct_call closing.disclose_file preparing.lockdown_degraded preparing.open_preparation
        preparing.plan_from_draft preparing.save_draft deadlines.take_extension_back finding.find_recordings
        finding.link_recording finding.unlink_recording holding.deletion_stopped importing.import_recording
        intake.take_request letters.look_at_letter letters.make_letter lists.search_appointments
        intake.correct_asker intake.name_representative finding.say_not_left preparing.prepare_copy
        preparing.save_transcript
        preparing.flag_security_code""",
    (OFFICER, APPROVER): """holding.ask_release holding.release_hold holding.review_hold lists.search_requests
        views.open_request staff_listening.open_copy staff_listening.read_copy_transcript""",
    (APPROVER,): "deciding.decide deciding.withdraw_approval staff_listening.open_original",
    (SUPERVISOR,): """reviewing.administration reviewing.sign_off_administration closing.receipt_to_save
        lesser_check.allow_asked lesser_check.decline_asked
        day_list.ask_adviser
        reviewing.open_review reviewing.sign_off reviewing.take_sign_off_back""",
    (SUPERVISOR, ADMINISTRATOR): """integrity.accept_lag policies.adopt_policy policies.drop_policy policies.policies
        integrity.verified""",
    (ADMINISTRATOR,): """accounts.add_account accounts.change_roles accounts.come_back accounts.end_access
        accounts.end_wait accounts.rename accounts.reset_password integrity.begin_witness
        pc_checks.confirm_clock desks.change_desk desks.grant_desk desks.open_join_request desks.withdraw_desk
        accounts.end_loan accounts.lend_role
        lists.search_people setting_up.log_move setting_up.move_recordings
        policies.change_policy recovery.recovery_keys recovery.replace_recovery_key
        setting_up.change_server""",
    (*Role,): """signing_in.change_password signing_in.lock signing_in.sign_out signing_in.unlock
        staff_listening.sounds_on staff_listening.heard staff_listening.lockdown_degraded""",
}
"""Who may do what, as the pages for staff say it. What was opened is logged to its end, whatever its role by then."""
READ: dict[tuple[Role, ...], str] = {
    (ADVISER,): "checking_in.find_visitors checking_in.visitor_of lesser_check.read_answer listening.open_sound_check",
    (ADVISER, OFFICER): "day_list.today calendar.calendar calendar.open_appointment",
    (OFFICER,): """calendar.proposals preparing.read_draft listing.to_invite policy_edits.export_with_source
        preparing.open_transcript preparing.read_file""",
    (OFFICER, APPROVER): "listing.requests listing.requests_named views.request_again",
    (OFFICER, APPROVER, SUPERVISOR): "reviewing.statistics",
    (APPROVER,): "listing.decisions_waiting listing.decisions_named lists.search_decisions",
    (SUPERVISOR,): """reviewing.reviews reviewing.next_waiting reviewing.review_again
        lesser_check.waiting_checks lesser_check.what_became lists.search_reviews""",
    (SUPERVISOR, ADMINISTRATOR): "integrity.log_state integrity.may_verify policy_edits.export_policy",
    (ADMINISTRATOR,): """health.office_health accounts.accounts accounts.first_password desks.desks
        policies.preview_policy recovery.office_keys upkeep.look_what_is_due upkeep.make_backup
        upkeep.save_for_support""",
}
"""Who may see what: tried without anything to see, since whoever may not is refused before that matters."""
OF_ANYBODY = """directory.ask_directory directory.in_roles_of_now directory.leave_directory directory.still_here
    quicker.who_was_quicker signing_in.confirmed_again policy_edits.preview_edit"""
"""About the very person who is signed in; and one edit, which asks for what previews a policy."""


GOES_ON = """signing_in.lock signing_in.unlock signing_in.sign_out listening.heard listening.stop_in_distress
    listening.finish day_list.interrupt lesser_check.withdraw_asked preparing.save_draft staff_listening.sounds_on
    preparing.save_transcript staff_listening.heard staff_listening.lockdown_degraded
    integrity.verified pc_checks.confirm_clock"""
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
            found = refusal(use_case, *arguments, **ports | {"uow": self.office.uow(actor.desk)})
            assert found == "not_your_role", (called(use_case), role)
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
        with self.office.uow().read_only() as uow:
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
    for command in commands():
        if id(command.use_case) in wrapped:
            monkeypatch.setattr(command, "use_case", staticmethod(wrapped[id(command.use_case)]))
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


@pytest.mark.against("administrator")
def test_whoever_may_not_do_something_is_refused_and_nothing_is_written(tried: Tried, tmp_path: Path) -> None:
    every_commit.everything(tried.office, tmp_path)
    assert tried.seen == {*named(DONE)}


def test_of_every_use_case_that_someone_asks_it_is_said_who_may() -> None:
    asked = {name for name, each in use_cases().items() if "actor" in inspect.signature(each).parameters}
    assert asked - {*named(DONE), *named(READ)} == {*OF_ANYBODY.split()}


def test_whoever_may_not_see_something_is_refused(office: Office) -> None:
    for name in named(READ):
        use_case, may = use_cases()[name], named(READ)[name]
        parameters = inspect.signature(use_case).parameters.values()
        given = [GIVEN.get(each.name) for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD][1:]
        ports = {each.name: None for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}
        real = {each: getattr(office, each) for each in ("clock", "policy", "is_holiday")}
        real |= {"zone": ZONE, "anchored": int, "texts": TEXTS}
        ports |= {port: real[port] for port in real.keys() & ports}
        for role in (role for role in Role if role not in may):
            actor = Actor(office.people[PERSON[role]], office.front)
            assert refusal(use_case, actor, *given, **ports | {"uow": office.uow()}) == "not_your_role"
