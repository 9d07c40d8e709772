"""The gallery's pictures of a session's steps before and after listening, and ways past them without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt

from desktop.application.sessions.identifying import EarlierView
from desktop.domain.sessions.session import Outcome, Party
from desktop.ui.sessions.break_page import NobodyPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.sound_check import LOOKS
from desktop.ui.sessions.today import TodayPlace
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD

EXPIRES, RECENT, TOO_OLD = date(2029, 6, 1), date(2026, 10, 30), date(2026, 8, 14)
LICENCE = "CUSTO703111D99IJ"
"""The first demo customer's licence number; no real licence has it."""


def open_row(camera: Camera, row: int) -> None:
    """Open today's appointment of that number."""
    place = camera.place(TodayPlace)
    view = place.table.view
    camera.rest()
    view.setFocus()
    view.selectRow(row)
    camera.key(view, Qt.Key.Key_Return)
    camera.until("session", lambda: camera.shell.session)
    camera.rest()


def back(camera: Camera, page: ClosedPage) -> None:
    """Leave this session, and go on with the day."""
    page.back.emit()
    camera.until("today_list", lambda: camera.shell.session is None)
    camera.clock.pass_by(600)
    camera.shell.go("today")
    camera.rest()


def check_in_states(camera: Camera) -> None:
    """Show nothing chosen, and the problem."""
    page = camera.page(CheckInPage)
    camera.picture("session-1-check-in")
    camera.press(page.primary, "session-1-check-in-problems")
    check_in(camera)


def check_in(camera: Camera) -> None:
    """Check in the customer and an interpreter."""
    page = camera.page(CheckInPage)
    page.parties.set_value(("customer", "interpreter"))
    page.submitted.emit()
    camera.page(IdPage)
    camera.clock.pass_by(95)


def choose(camera: Camera, slot: DocumentSlot, kind: str) -> None:
    """Choose the kind of document shown."""
    camera.fill(slot.kind, kind)


def licence(camera: Camera, slot: DocumentSlot) -> None:
    """Show a driving licence, with an address that is not the current one."""
    choose(camera, slot, "driving_licence")
    camera.type_date(slot.expiry, EXPIRES)
    camera.press(slot.some_differ)
    camera.press(slot.name.options["match"])
    camera.press(slot.birth.options["match"])
    camera.press(slot.address.options["no"])


def id_states(camera: Camera) -> None:
    """Show from no document to two that are enough."""
    page = camera.page(IdPage)
    photo, address = page.slots
    camera.picture("session-2-id-nothing-yet")
    lesser_check_states(camera, page)
    came_back(camera, page)
    choose(camera, photo, "driving_licence")
    camera.picture("session-2-id-one-question")
    camera.type_date(photo.expiry, EXPIRES)
    camera.rest()
    camera.press(photo.number.unfold)
    camera.type_into(photo.number.field, LICENCE)
    camera.press(photo.number.check, "session-2-id-number-checked")
    camera.press(photo.some_differ, "session-2-id-something-differs")
    somebody_leaves(camera, page)
    licence(camera, photo)
    choose(camera, address, "utility_bill")
    camera.type_date(address.issued, TOO_OLD)
    camera.picture("session-2-id-bill-too-old")
    bill(camera, address)
    camera.picture("session-2-id-complete")
    page.submitted.emit()


def lesser_check_states(camera: Camera, page: IdPage) -> None:
    """Request a lesser check that is not allowed: the adviser typed their own name. Then ask elsewhere, and give up."""
    page.lesser_link.click()
    camera.picture("session-2-id-lesser-check")
    page.lesser.reason.set_value("Here last week with all papers")
    camera.type_into(page.lesser.name, "adviser")
    camera.type_into(page.lesser.password, PASSWORD)
    camera.press(page.lesser.allow, "session-2-id-lesser-check-not-allowed")
    camera.press(page.lesser.ask, "session-2-id-lesser-check-waiting")
    camera.press(page.lesser.wait.give_up)
    page.lesser.fold()


def came_back(camera: Camera, page: IdPage) -> None:
    """Pose that they were identified earlier today: the short check, and what it says untick."""
    view = camera.session().view
    assert view is not None
    page.earlier.offer(EarlierView(view.id, camera.clock.now().date(), ("passport", "council_tax_bill")))
    page.earlier_link.click()
    camera.rest()
    camera.press(page.earlier.confirm, "session-2-id-short-check")
    page.set_problems([])
    page.earlier.fold()
    page.earlier_link.hide()


def somebody_leaves(camera: Camera, page: IdPage) -> None:
    """Show the question whether the interpreter has left, answered no. Then pose that nobody is left."""
    present = page.card.present
    assert present is not None
    present.links[Party.INTERPRETER].click()
    camera.picture("session-2-id-somebody-leaves")
    assert present.no is not None
    present.no.click()
    session = camera.session()
    view = session.view
    assert view is not None
    alone = NobodyPage(replace(view, parties=frozenset({Party.INTERPRETER})), session.context)
    session._stack.addWidget(alone)
    session._stack.setCurrentWidget(alone)
    alone.focus_first()
    camera.picture("session-2-nobody-to-listen")
    session._stack.setCurrentWidget(page)
    session._stack.removeWidget(alone)
    alone.deleteLater()
    camera.rest()


def bill(camera: Camera, slot: DocumentSlot) -> None:
    """Answer the questions about a bill."""
    camera.type_date(slot.issued, RECENT)
    camera.press(slot.all_match)


def caller_states(camera: Camera) -> None:
    """Show the questions, the answers while the key is held, then near enough without a reason."""
    page = camera.page(CallerPage)
    camera.picture("session-2-about-the-call")
    assert page.card.answers is not None
    page.card.answers.button.hold(True)
    camera.until("answers_seen", lambda: page.card.answers is not None and page.card.answers.shown)
    camera.picture("session-2-about-the-call-held")
    page.card.answers.button.hold(False)
    camera.press(page.some_differ)
    camera.press(page.check.options["near_enough"])
    camera.press(page.primary, "session-2-about-the-call-near-enough")
    camera.type_into(page.reason, "One digit of the number was different")
    page.submitted.emit()


def brief_states(camera: Camera) -> None:
    """Show it before the voice has come out, with what is folded, without headphones, and heard."""
    page = camera.page(BriefPage)
    camera.picture("session-3-brief")
    page.sound.more.click()
    camera.picture("session-3-brief-ears-and-output")
    page.sound.more.click()
    turned(camera, page)
    no_headphones(camera, page)
    heard(page)
    camera.picture("session-3-brief-heard")
    session = camera.session()
    session.flow = replace(session.flow, starts=True)
    session._opening()
    camera.picture("session-3-brief-opening")
    page.set_busy("")
    briefed(page)


def turned(camera: Camera, page: BriefPage) -> None:
    """Show what the customer reads, as large as the other windows."""
    camera.press(page.turned)
    window = page.customer
    assert window is not None
    window.showNormal()
    window.resize(camera.shell.size())
    camera.picture("session-3-customer-reads", window)
    window.leave()
    camera.rest()


def no_headphones(camera: Camera, page: BriefPage) -> None:
    """Show nothing to listen with, until headphones are plugged in."""
    there, camera.player.found = camera.player.found, ()
    for _ in range(LOOKS):
        page.sound._headphones.look()
    camera.picture("session-3-brief-no-headphones")
    camera.player.found = there
    page.sound._headphones.look()
    camera.rest()


def briefed(page: BriefPage) -> None:
    """Read and hear everything."""
    heard(page)
    page.submitted.emit()


def heard(page: BriefPage) -> None:
    """Pose that the voice has come out: the gallery's player is silent."""
    page.sound.came_out = True
    page.sound.meter.show_level(0.7)
    page.sound.tell()


def to_listening(camera: Camera) -> None:
    """Go from check-in to the listening window without a picture."""
    check_in(camera)
    page = camera.page(IdPage)
    photo, address = page.slots
    licence(camera, photo)
    choose(camera, address, "utility_bill")
    bill(camera, address)
    page.submitted.emit()
    caller = camera.page(CallerPage)
    caller.submitted.emit()
    briefed(camera.page(BriefPage))


def close_states(camera: Camera) -> None:
    """Close after part was heard; nothing is answered; then a fault in words."""
    page = camera.page(ClosePage)
    camera.picture("session-5-close-part-heard")
    camera.press(page.primary, "session-5-close-problems")
    camera.press(page.other_outcome)
    camera.fill(page.outcome, Outcome.TECHNICAL_FAULT.value)
    page.outcome_words.set_value("The headphones stopped.")
    camera.picture("session-5-close-technical-fault")
    answer(camera, page)


def answer(camera: Camera, page: ClosePage) -> None:
    """Answer: no complaint; acknowledged."""
    page.complaint.set_value("no")
    page.acknowledged.set_value("yes")
    page.submitted.emit()
    camera.rest()
