"""A lesser check asked for at the front desk, and answered at the back office."""

from __future__ import annotations

from typing import Any

from desktop.application.sessions.lesser_check import (
    AllowAsked,
    AskedView,
    AskForLesserCheck,
    DeclineAsked,
    WaitingCheck,
    WithdrawAsked,
    read_answer,
    waiting_checks,
)
from desktop.domain.sessions.lesser_check import Withdrawn
from desktop.domain.shared.ids import NoteId, SessionId
from tests.application.sessions.test_lesser_check import NOTHING, WHY
from tests.support.builders import PASSWORD, Office

WHY_NOT = "Please ask for a bill first."


def ask(office: Office, id: SessionId, **more: Any) -> AskedView:
    typed: dict[str, Any] = {"actor": office.who(id), "shown": NOTHING, "reason": WHY} | more
    view: AskedView = office.do(AskForLesserCheck(session=id, **typed))
    return view


def allow(office: Office, asked: NoteId, name: str = "supervisor", password: str = PASSWORD, **more: Any) -> None:
    desk = more.get("desk", office.back)
    office.do(AllowAsked(office.in_person(name, desk, password), asked), desk=desk)


def decline(office: Office, asked: NoteId, name: str = "supervisor", **more: Any) -> None:
    by = office.in_person(name, more.get("desk", office.back), more.get("password", PASSWORD))
    office.do(DeclineAsked(by, asked, more.get("reason", WHY_NOT)), desk=office.back)


def withdraw(
    office: Office, id: SessionId, asked: NoteId, because: Withdrawn = Withdrawn.GIVEN_UP, who: str = ""
) -> AskedView:
    actor = office.actor(who) if who else office.who(id)
    view: AskedView = office.do(WithdrawAsked(actor, id, asked, because))
    return view


def answer(office: Office, id: SessionId, asked: NoteId) -> AskedView:
    return read_answer(office.who(id), id, asked, uow=office.uow())


def waiting(office: Office, name: str = "supervisor", **more: Any) -> tuple[WaitingCheck, ...]:
    at = office.actor(name, more.get("desk", office.back))
    return waiting_checks(at, uow=office.uow(at.desk))
