"""One's own password at the window: the first one before anything else, another at any time; access that has ended."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.application.office.accounts import EndAccess, ResetPassword
from desktop.application.office.signing_in import SignIn, sign_out
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import LEFT_TO_OTHERS, DeskKind
from desktop.domain.office.people import Role
from desktop.errors import DatabaseError, ListeningRoomError, NotAllowedError
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.words.errors import message_for
from tests.support.machine.patience import PATIENCE
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD, Office

FIRST, OWN = "four quite unrelated words", "nobody else knows this one"


def reset(office: Office, role: Role = Role.ADVISER) -> None:
    by = office.staff.in_person(Role.ADMINISTRATOR)
    office.staff.do(ResetPassword(by, office.staff.person(role), FIRST))


def choose(office: Office, new: str = OWN, again: str = OWN, present: str = "") -> None:
    page = office.shell.own_password
    assert page is not None and page.isVisible()
    page.present.input.setText(present)
    page.new.input.setText(new)
    page.again.input.setText(again)
    office.qtbot.waitUntil(page.primary.isEnabled)
    page.primary.click()
    office.settle()


def test_a_first_password_is_changed_before_anything_else_is_shown(office: Office) -> None:
    reset(office)
    office.sign_in("adviser", FIRST)
    shell, left = office.shell, office.shell.own_password
    assert left is not None
    left.back.emit()
    office.settle()
    assert shell.context is None and shell.frame.page is shell.sign_in
    office.sign_in("adviser", FIRST)
    page = shell.own_password
    assert page is not None and shell.places == {} and shell.frame.rail.isHidden()
    assert "Choose a password of your own" in words_on(shell) and page.present.isHidden()
    choose(office, again="something else")
    assert page.again.problem == "The two new passwords are not the same. Type them again."
    choose(office, FIRST, FIRST)
    assert page.new.problem == "This is the password you have now. Choose another."
    choose(office)
    assert list(shell.places) == ["today"] and shell.own_password is None and shell.frame.rail.isVisible()
    assert EventKind.PASSWORD_CHANGED in office.logged()
    office.sign_out()
    office.sign_in("adviser", OWN)
    assert list(shell.places) == ["today"]


def test_where_the_witness_is_away_a_first_password_is_changed_all_the_same(office: Office) -> None:
    reset(office)
    office.sign_in("adviser", FIRST)
    away = office.folder / "witness-away"
    witness = office.staff.desk.witness.files[0].path  # type: ignore[attr-defined]
    witness.rename(away)
    choose(office)
    away.rename(witness)
    assert list(office.shell.places) == ["today"] and office.shell.own_password is None
    assert "it could not be anchored outside" in office.shell.banner.words


def test_whoever_signs_out_while_it_is_changed_is_not_let_in(office: Office) -> None:
    reset(office)
    office.sign_in("adviser", FIRST)
    shell, page, gate = office.shell, office.shell.own_password, threading.Event()
    assert page is not None
    shell.tasks.run(gate.wait)
    page.new.input.setText(OWN)
    page.again.input.setText(OWN)
    page.primary.click()
    shell.frame.top_bar.sign_out_button.click()
    assert shell.context is None
    gate.set()
    office.settle()
    assert EventKind.PASSWORD_CHANGED in office.logged()
    assert shell.context is None and shell.places == {} and shell.frame.page is shell.sign_in


def test_the_bar_leads_to_another_password_and_back(office: Office) -> None:
    office.sign_in("adviser")
    shell = office.shell
    shell.frame.top_bar.password_button.click()
    left = shell.own_password
    assert left is not None
    left.new.input.setText("half typed")
    office.choose("today")
    assert shell.own_password is None and shell.frame.page is shell.places["today"]
    shell.frame.top_bar.password_button.click()
    choose(office, present="not the password")
    page = shell.own_password
    assert page is not None and page.present.problem == "That is not your password. Type it again."
    choose(office, present=PASSWORD)
    assert "Your password is changed" in words_on(shell) and page.new.value() == ""
    page.leave.click()
    office.settle()
    assert shell.frame.page is shell.places["today"] and shell.own_password is None


def at_a_counter(office: Office) -> None:
    """Make the PC a counter, and the office's other one its back office."""
    desk = office.shell.desk
    assert desk is not None
    by = office.staff.actor(Role.ADMINISTRATOR).by
    with office.staff.desk.uow().read_only() as uow:
        [other] = [each for each in uow.offices.desks() if each.id != desk.id]
    for id, was, kind in ((other.id, other.kind, desk.kind), (desk.id, desk.kind, DeskKind.COUNTER)):
        facts: Facts = {"kind": kind.value, "was": was.value, "keys": [], "retired": []}
        with office.staff.desk.uow() as uow:
            uow.offices.change_kind(id, kind)
            about = {Subject.DESK: str(id)}
            uow.commit(Event(EventKind.DESK_KIND_CHANGED, desk.clock.now(), desk.id, by, about, facts))
    office.shell.desk = replace(desk, kind=DeskKind.COUNTER, not_here=LEFT_TO_OTHERS)


ELSEWHERE = "Choose your password at a PC of the back office"


def test_at_a_counter_the_bar_says_to_whom_and_where_a_password_is_changed(office: Office) -> None:
    at_a_counter(office)
    office.sign_in("adviser")
    office.shell.frame.top_bar.password_button.click()
    assert office.shell.own_password is not None and ELSEWHERE not in office.shell.banner.words
    office.sign_out()
    office.sign_in("supervisor")
    office.shell.frame.top_bar.password_button.click()
    assert office.shell.own_password is None and ELSEWHERE in office.shell.banner.words


def test_at_a_counter_a_first_password_of_whoever_is_more_leads_elsewhere(office: Office) -> None:
    reset(office, Role.APPROVER)
    at_a_counter(office)
    office.sign_in("approver", FIRST)
    assert office.shell.context is None and ELSEWHERE in office.shell.sign_in.refusal.words


def end(office: Office) -> None:
    office.staff.do(EndAccess(office.staff.in_person(Role.ADMINISTRATOR), office.staff.person(Role.ADVISER)))


def test_somebody_whose_access_has_ended_is_out_at_their_next_press_and_whoever_comes_after_them_stays(
    office: Office,
) -> None:
    """A task of the first that ended while the second typed once wiped that, or put the second out."""
    office.sign_in("adviser")
    shell, gate, actor = office.shell, threading.Event(), office.staff.actor(Role.ADVISER)
    page = shell.sign_in
    end(office)

    def late() -> None:
        assert gate.wait(PATIENCE)
        office.staff.do(sign_out, actor)

    for _ in range(2):
        shell.tasks.run(late, lane="long", owner=shell)
    shell.frame.rail.chosen.emit("today")
    office.qtbot.waitUntil(lambda: "Your access to this office has ended." in page.refusal.words)
    assert shell.context is None and shell.places == {}
    QTest.keyClicks(page.name.input, "supervisor")
    QTest.keyClicks(page.password.input, PASSWORD)
    gate.set()
    office.settle()
    assert (page.name.value(), page.password.value()) == ("supervisor", PASSWORD)
    gate.clear()
    QTest.keyClick(page.password.input, Qt.Key.Key_Return)
    office.qtbot.waitUntil(lambda: shell.context is not None)
    gate.set()
    office.settle()
    assert shell.context is not None and shell.places and "has ended" not in words_on(shell)


@pytest.mark.against("adviser")
def test_their_session_is_interrupted_for_somebody_else_to_take_over(office: Office) -> None:
    window, shell = office.listen(), office.shell
    assert isinstance(window, ListeningWindow)
    end(office)
    window.panel.rest.click()
    office.qtbot.waitUntil(lambda: shell.context is None)
    office.settle()
    assert not shiboken6.isValid(window) or not window.isVisible()
    assert shell.isEnabled() and "Your access to this office has ended." in words_on(shell)
    with office.staff.desk.uow().read_only() as uow:
        assert uow.sessions.open_at(office.staff.desk.id) == []
    assert office.logged()[-1] is EventKind.SESSION_INTERRUPTED


def refuse(error: ListeningRoomError) -> None:
    raise error


@pytest.mark.parametrize(
    "error", [NotAllowedError("desk_withdrawn"), DatabaseError("desk_login_ended")], ids=lambda error: error.code
)
def test_nothing_of_whoever_was_signed_in_stays_and_whoever_tries_to_sign_in_reads_why(
    office: Office, error: ListeningRoomError, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("adviser")
    shell, page = office.shell, office.shell.sign_in
    shell.tasks.run(partial(refuse, error), owner=shell)
    office.qtbot.waitUntil(lambda: page.refusal.words == message_for(error))
    office.settle()
    assert shell.context is None and not shell.places and shell.frame.page is page
    monkeypatch.setattr(SignIn, "use_case", staticmethod(lambda command: refuse(error)))
    page.refusal.set_parts()
    page.name.set_value("adviser")
    page.password.input.setText(PASSWORD)
    page.submitted.emit()
    office.qtbot.waitUntil(lambda: page.refusal.words == message_for(error))
    assert page.primary.isEnabled() and page.password.value() == "" and shell.context is None
    office.settle()
