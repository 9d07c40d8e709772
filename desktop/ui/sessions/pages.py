"""The pages of a session, each connected to its intents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import SignalInstance

from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.sound_and_look import SoundAndLook
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.application.sessions.visitors import Visitor
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import State, WhyFinished
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage, closed_again_meanwhile, resumed
from desktop.ui.sessions.brief_page import Briefing, BriefPage
from desktop.ui.sessions.caller_page import CallerPage
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.nobody_page import NobodyPage
from desktop.ui.sessions.presenter import SessionPresenter
from desktop.ui.sessions.resume_page import ResumePage
from desktop.ui.sessions.session_page import SessionPage
from desktop.ui.sessions.sound_and_look import read_from, sound_of, usable_here, wear_look
from desktop.ui.sessions.stop_page import going_on
from desktop.ui.sessions.usual_sound import usual_sound
from desktop.ui.sessions.visitor_page import VisitorPage

Wanted = Callable[..., Any]


def check_in(row: AppointmentRow, context: Context, presenter: SessionPresenter, back: SignalInstance) -> CheckInPage:
    """Make the page for an appointment whose session has not begun."""
    page = CheckInPage(row, context)
    page.wanted.connect(partial(presenter.check_in, row.id))
    page.called_off.connect(partial(presenter.call_off, row.id))
    page.back.connect(back)
    return page


def visitor(found: Visitor, context: Context, presenter: SessionPresenter, back: SignalInstance) -> VisitorPage:
    """Make the page for someone without an appointment."""
    page = VisitorPage(found, context)
    page.wanted.connect(partial(presenter.check_in_visitor, found.request))
    page.back.connect(back)
    return page


def resume(
    view: SessionView, context: Context, presenter: SessionPresenter, close_wanted: Wanted, back: SignalInstance
) -> ResumePage:
    """Make the page for an interrupted session."""
    page = ResumePage(view, context)
    page.wanted.connect(presenter.resume)
    page.close_wanted.connect(close_wanted)
    page.back.connect(back)
    return page


def identify(view: SessionView, context: Context, presenter: SessionPresenter) -> IdPage:
    """Make the page of the documents and the lesser check."""
    page = IdPage(view, context)
    page.wanted.connect(presenter.sight_documents)
    page.not_enough.connect(presenter.not_enough)
    page.opened_by_mistake.connect(presenter.opened_by_mistake)
    page.lesser.allowed.connect(presenter.take_view)
    page.earlier.confirmed.connect(presenter.take_view)
    _log_looks(page, presenter)
    return page


def caller(view: SessionView, context: Context, presenter: SessionPresenter) -> CallerPage:
    """Make the page that records what only the caller knows."""
    page = CallerPage(view, context)
    page.wanted.connect(presenter.check_caller)
    _log_looks(page, presenter)
    return page


def _log_looks(page: SessionPage, presenter: SessionPresenter) -> None:
    """Uncover the answers on the card once the log says that staff look at them."""
    if page.card.answers is not None:
        page.card.answers.wanted.connect(presenter.look_at_answers)
        presenter.look_logged.connect(page.card.answers.uncover)


def brief(view: SessionView, context: Context, presenter: SessionPresenter, briefed: Wanted) -> BriefPage:
    """Make the page of the briefing and the sound check."""
    page = BriefPage(view, context)
    page.wanted.connect(briefed)
    page.sound_check.connect(presenter.open_sound_check)
    presenter.sound_check_opened.connect(page.sound.show_voice)
    page.listener_left.connect(lambda: presenter.finish(because=WhyFinished.LEFT))
    return page


def listening(
    opened: Opened,
    context: Context,
    presenter: SessionPresenter,
    briefing: Briefing | None,
    before: SoundAndLook | None = None,
) -> ListeningWindow:
    """Make the window, as loud and in the ears that the sound check found, or the request asks for, and as they read
    best, pausing for an interpreter whom the request names; or like the one `before`, here or at another PC."""
    ceiling = context.desk.policy.sound_ceiling_percent
    sound, before = usual_sound(opened.session.to_meet, ceiling), before or usable_here(opened.sound_and_look, ceiling)
    if briefing is not None:
        sound = replace(sound, volume=briefing.volume, ear=briefing.ear)
    window = ListeningWindow(opened, context, sound if before is None else sound_of(before))
    window.control.sound_and_look = lambda: read_from(window)
    window.sheets.wear_needs(opened.session.to_meet)
    if before is not None:
        wear_look(window, before)
    elif Need.INTERPRETER in opened.session.to_meet:
        window.set_pieces(True)
    window.note_wanted.connect(presenter.note)
    window.party_left.connect(presenter.party_left)
    window.degraded.connect(presenter.degraded)
    return window


def a_break(
    view: SessionView,
    context: Context,
    presenter: SessionPresenter,
    go_on: Wanted,
    close_wanted: Wanted,
    *,
    closed_again: bool,
) -> BreakPage:
    """Make the page for a session that was listening: it stays closed until the adviser unlocks it."""
    finished = view.state is State.CLOSING
    why = going_on() if finished else closed_again_meanwhile() if closed_again else resumed(view)
    page = BreakPage(why, view.parties, view.kind)
    page.set_beside(view, card_of(view, context), context.desk.id_policy)
    page.wanted.connect(go_on)
    page.finish_wanted.connect(close_wanted if finished else presenter.finish)
    return page


def nobody(view: SessionView, context: Context, presenter: SessionPresenter) -> NobodyPage:
    """Make the page for when nobody entitled to listen is here."""
    page = NobodyPage(view, context)
    page.finish_wanted.connect(lambda: presenter.finish(because=WhyFinished.LEFT))
    return page


def close(
    view: SessionView, context: Context, presenter: SessionPresenter, play_wanted: Wanted, *, fault: bool
) -> ClosePage:
    """Make the closing page: what was heard, what the listener asks for, and the outcome."""
    page = ClosePage(view, context, fault=fault)
    page.wanted.connect(presenter.close)
    page.play_wanted.connect(play_wanted)
    return page


def closed(view: ClosedView, context: Context, print_wanted: Wanted, done: SignalInstance) -> ClosedPage:
    """Make the page of the receipt."""
    page = ClosedPage(view, context)
    page.print_wanted.connect(print_wanted)
    page.done.connect(done)
    return page
