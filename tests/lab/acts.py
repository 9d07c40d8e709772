"""Acts at a PC, through its windows: one function for each order, which returns what a person would have read."""

from __future__ import annotations

import io
import tempfile
import wave
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import Qt

from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.office.policies import PolicyName
from desktop.domain.requests.request import Channel
from desktop.media.sandbox.decoding import decode
from desktop.showcase import hands as guided
from desktop.showcase.demo import DemoCall, demo_calls
from desktop.showcase.from_intake import write_export
from desktop.showcase.guided import _silent_enough
from desktop.ui.appointments.appointment_pages import OTHER
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.rows import RowsView
from desktop.ui.log import LogPlace
from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import Act, PeoplePlace
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.recordings.place import RecordingsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_fields import IN, THEMSELF
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.break_page import ResumePage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.identity.lesser_check_answer import AskedPanel
from desktop.ui.sessions.today import OPENS, TodayPlace
from desktop.words.codes import words
from tests.lab.hands import LabHands
from tests.ui.office.asked import asked


def sign_in(hands: LabHands, name: str, password: str) -> str:
    """Sign in; return the name that the bar shows."""
    hands.sign_in(name, password)
    hands.at_rest()
    assert hands.shell.context is not None
    return hands.shell.context.person.shown_name


def sign_in_first(hands: LabHands, name: str, first: str, password: str) -> None:
    """Sign in with a first password, and choose an own one, as the program demands."""
    hands.sign_in(name, first)
    page = hands.until("page", lambda: hands.shell.own_password)
    hands.fill(page, new=password, again=password)
    hands.press(page.primary)
    hands.until("signed_in", lambda: hands.shell.places)
    hands.at_rest()


def sign_out(hands: LabHands) -> None:
    hands.sign_out()


def refused(hands: LabHands, name: str, password: str, picture: str) -> str:
    """Try to sign in where it is not to work; return what the page says."""
    page = hands.shell.sign_in
    hands.until("office_open", page.primary.isEnabled)
    page.refusal.set_parts("")
    page.name.set_value("")
    hands.try_to_sign_in(name, password)
    said = hands.until("refusal", lambda: page.refusal.words)
    hands.picture(picture)
    return said


def is_put_out(hands: LabHands, picture: str) -> str:
    """Wait until the window has closed everything of whoever was signed in; return what it says."""
    hands.until("signed_out", lambda: hands.shell.context is None)
    said = hands.until("refusal", lambda: hands.shell.sign_in.refusal.words)
    hands.picture(picture)
    return said


def cannot_open(hands: LabHands, picture: str) -> str:
    """Wait until the window says that the office cannot be opened; return why."""
    said = hands.until("refusal", lambda: hands.shell.sign_in.refusal.words)
    hands.picture(picture)
    return said


def reads(hands: LabHands, words: str, seconds: float, picture: str) -> str:
    """Wait until the window says that to whoever is signed in; return the sentence."""
    said = hands.reads(words, seconds=seconds)
    hands.picture(picture)
    return said


def add_person(hands: LabHands, name: str, shown: str, roles: list[str], password: str, picture: str = "") -> str:
    """Add a person; return the first password, which is shown once."""
    place = hands.place("people", PeoplePlace)
    hands.press(place.list_page.primary)
    page = place.act_page
    hands.comes(page)
    hands.fill(page, shown_name=shown, sign_in_name=name, roles=roles, own_password=password)
    hands.press(page.primary)
    first = hands.until("first_password", lambda: place.password_page.password.words)
    if picture:
        place.password_page.password.set_parts("four words, not in a picture")
        hands.picture(picture)
    hands.press(place.password_page.primary)
    hands.comes(place.list_page)
    return first


def has_left(hands: LabHands, shown: str, password: str, picture: str) -> None:
    """End someone's access."""
    place = hands.place("people", PeoplePlace)
    hands.open_row(place.list_page.table.view, shown)
    hands.comes(place.person_page)
    hands.press(place.person_page.links[Act.LEAVE])
    page = place.act_page
    hands.comes(page)
    hands.fill(page, own_password=password)
    hands.picture(picture)
    hands.press(page.primary)
    hands.comes(place.list_page)


def grant(
    hands: LabHands,
    request: str,
    answer: str,
    words: str,
    kind: str,
    owner: list[str],
    password: str,
    picture: str = "",
) -> str:
    """Let a PC join: open its request, compare the words, say what it is for; return the words of its answer."""
    place = hands.place("pcs", PcsPlace)
    with hands.in_dialog(Path(request)):
        hands.press(place.list_page.primary)
    page = place.act_page
    hands.comes(page)
    hands.fill(page, words=words, kind=kind, owner=owner[0], owner_password=owner[1], own_password=password)
    if picture:
        hands.picture(picture)
    with hands.in_dialog(Path(answer)):
        hands.press(page.primary)
    hands.comes(place.done_page)
    said = place.done_page.words.words
    _done(hands, place)
    return said


def withdraw(hands: LabHands, name: str, why: str, owner: list[str], password: str, picture: str) -> str:
    """Withdraw a PC; return what the last page says."""
    place = hands.place("pcs", PcsPlace)
    hands.open_row(place.list_page.table.view, name)
    hands.comes(place.pc_page)
    hands.press(place.pc_page.primary)
    page = place.act_page
    hands.comes(page)
    hands.fill(page, why=why, owner=owner[0], owner_password=owner[1], own_password=password)
    hands.picture(f"{picture}-asked")
    hands.press(page.primary)
    hands.comes(place.done_page)
    hands.picture(picture)
    return _done(hands, place)


def _done(hands: LabHands, place: PcsPlace) -> str:
    page = place.done_page
    refused = page.refused.words
    said = f"{page.where()} {page.statements.value() if page.statements.isVisible() else ''}".strip()
    assert not refused, refused
    hands.press(page.primary)
    hands.comes(place.list_page)
    return said


def pcs(hands: LabHands, picture: str) -> list[str]:
    """Return the list of PCs, row by row."""
    place = hands.place("pcs", PcsPlace)
    rows = hands.until("rows", lambda: place.list_page.table.view.rows_model.rows)
    hands.picture(picture)
    return [", ".join(row.cells) for row in rows]


def _office_policy(hands: LabHands) -> PoliciesPlace:
    place = hands.place("policies", PoliciesPlace)
    hands.open_row(place.list_page.table.view, words(PolicyName.OFFICE))
    hands.comes(place.policy_page)
    return place


def name_directory_group(hands: LabHands, group: str, roles: list[str], password: str, picture: str) -> str:
    """Propose that a group of the directory gives these roles; return what the page says afterwards."""
    place = _office_policy(hands)
    hands.press(place.policy_page.more["directory_groups"])
    page = asked(place)
    hands.comes(page)
    hands.fill(page, group=group, roles=roles)
    hands.picture(picture)
    hands.press(page.primary)
    return _adopted_or_proposed(hands, place, password, f"{picture}-preview")


def adopt_change(hands: LabHands, password: str, picture: str) -> str:
    """Put in force what waits in the office's policy; return what the page says afterwards."""
    place = _office_policy(hands)
    hands.press(place.policy_page.primary)
    return _adopted_or_proposed(hands, place, password, picture)


def _adopted_or_proposed(hands: LabHands, place: PoliciesPlace, password: str, picture: str) -> str:
    preview = place.preview_page
    hands.comes(preview)
    if preview.reason.isVisible():
        hands.fill(preview, reason="The office decided so.")
    hands.fill(preview, own_password=password)
    hands.picture(picture)
    hands.press(preview.primary)
    hands.comes(place.policy_page)
    return place.policy_page.state.words


SECONDS = 12
REMOVED = Removal(5000, 8000, None, RemovalReason.ABOUT_ANOTHER_PERSON)


@cache
def short_calls() -> tuple[DemoCall, ...]:
    """Return the calls; the first is 12 seconds of the demonstration's first, with one part about someone else."""
    first, *others = demo_calls()
    whole = decode(first.data)
    samples = np.frombuffer(whole.pcm, "<i2")[: SECONDS * whole.rate * whole.channels]
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setparams((whole.channels, 2, whole.rate, 0, "NONE", ""))
        written.writeframes(samples.tobytes())
    return replace(first, data=out.getvalue(), seconds=SECONDS, removals=(REMOVED,)), *others


SOON = timedelta(minutes=3)


def take_letter(hands: LabHands, surname: str, born: list[int], days_ago: int) -> str:
    """Take what a letter asks for; return the request's reference."""
    place, desk = hands.place("requests", RequestsPlace), hands.shell.desk
    assert desk is not None
    hands.press(place.list_page.primary)
    form = place.form
    hands.comes(form)
    form.came_by.set_value(Channel.LETTER.value)
    hands.fill(form, kind="subject_access", received_on=desk.today() - timedelta(days=days_ago))
    form.asker.address.set_value("9 Example Street\nExampleton")
    hands.fill(form.asker, given_names="Demo", surname=surname, born=date(*born), acts=THEMSELF)
    hands.fill(form, copy_wanted="yes")
    call = short_calls()[0]
    day = desk.today() - timedelta(days=call.days_ago)
    form.calls.calls[0].set_values((str(day.day), str(day.month), str(day.year)), f"{call.at:%H:%M}", IN, call.number)
    hands.picture("letter-typed")
    hands.press(form.primary)
    hands.reads("was taken")
    hands.at_rest()
    hands.picture("letter-taken")
    return next(row.cells[0] for row in place.list_page.table.view.rows_model.rows if surname in row.cells[1])


def import_folder(hands: LabHands) -> str:
    """Import a telephone system's export: one call that is asked for, others, and two that are none."""
    place, desk = hands.place("recordings", RecordingsPlace), hands.shell.desk
    assert desk is not None
    with tempfile.TemporaryDirectory(prefix="listening-room-export-") as folder:
        place.choose_page.path.set_value(write_export(Path(folder), short_calls(), desk.today(), desk.office.zone))
        hands.press(place.choose_page.primary)
        hands.comes(place.start_page)
        hands.press(place.start_page.primary)
        hands.comes(place.report_page)
    hands.picture("imported")
    return place.report_page.where()


def find(hands: LabHands, reference: str) -> None:
    """Find the recording of that request, by the link of its page."""
    place = hands.place("requests", RequestsPlace)
    hands.open_row(place.list_page.table.view, reference)
    hands.until("page", lambda: place.request_page.isVisible() and place.request_page.primary.isVisible())
    hands.press(place.request_page.primary)
    page = place.finding
    hands.until("found", lambda: page.isVisible() and page.found.options)
    hands.press(next(iter(page.found.options.values())))
    hands.picture("recording-found")
    hands.press(page.primary)
    hands.comes(place.request_page)


def prepare(hands: LabHands, reference: str, password: str) -> int:
    """Open the original, mark the part about someone else, make the copy; return how many parts were marked."""
    place = hands.place("requests", RequestsPlace)
    if not place.request_page.isVisible():
        hands.open_row(place.list_page.table.view, reference)
        hands.comes(place.request_page)
    hands.press(place.request_page.primary)
    hands.fill(place.in_person, own_password=password)
    hands.press(place.in_person.primary)
    room = hands.until("preparing", lambda: place.preparing)
    window = hands.until("editor", lambda: room.window if room.window and room.window.page else None)
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    for part in short_calls()[0].removals:
        page.lanes.selected.emit(part.start_ms, part.end_ms)
        hands.press(page.reason.options[part.reason.value])
    marks = len(bench.editing.marks)
    hands.picture("preparing", window)
    hands.press(page.make)
    if page.problem.words:  # proposals are left to look at
        hands.press(page.make)
    hands.until("copy", lambda: room.window is None, 120)
    hands.reads("The copy is ready", seconds=30)
    hands.at_rest()
    hands.picture("prepared")
    return marks


def invite(hands: LabHands, reference: str, desk: str, letter: str) -> str:
    """Book an appointment in a few minutes at that desk, and save the invitation; return what is booked."""
    place = hands.place("appointments", AppointmentsPlace)
    hands.press(place.list_page.primary)
    hands.comes(place.choose_page)
    hands.open_row(place.choose_page.table.view, reference)
    hands.comes(place.booking)
    _book(hands, place, desk)
    hands.comes(place.page)
    hands.picture("booked")
    said = place.page.where()
    hands.press(place.page.primary)
    hands.comes(place.letters)
    hands.picture("invitation")
    links = place.letters.findChildren(LinkButton)
    link = next(each for each in links if "PDF" in each.text())
    with hands.in_dialog(Path(letter)):
        hands.press(link)
    hands.until("letter", Path(letter).exists)
    hands.at_rest()
    return said


def _book(hands: LabHands, place: AppointmentsPlace, desk: str) -> None:
    page, here = place.booking, hands.shell.desk
    assert here is not None
    zone = ZoneInfo(str(here.office.zone))
    starts = (datetime.now(UTC) + SOON).astimezone(zone)  # added in the zone itself, the sum has no fold
    while starts.fold:  # an hour that comes twice: what is typed is its first time, which has passed
        starts = (starts.astimezone(UTC) + SOON).astimezone(zone)
    hands.fill(page, slot=OTHER, on=starts.date(), time=f"{starts:%H:%M}")
    if page.desk.isVisible():
        hands.press(next(option for option in page.desk.options.values() if desk in option.text()))
    hands.press(page.primary)
    hands.until("booked", lambda: place.page.isVisible() or page.meant.isVisible())
    if not place.page.isVisible():
        hands.picture("booking-out-of-hours")
        hands.press(page.meant.options["meant"])
        hands.press(page.primary)


def decide(hands: LabHands, reference: str, password: str) -> str:
    """Approve a request; return what the list says afterwards."""
    place = hands.place("decisions", DecisionsPlace)
    hands.open_row(place.list_page.table.view, reference)
    hands.comes(place.page)
    hands.press(place.page.hearing.copy)
    window = hands.until("window", lambda: place.hearings.window)
    control = window.control
    hands.until("sound", lambda: control.playing and control.frame > 2 * window.opening.sound.rate)
    hands.picture("decision-hearing", window)
    hands.key(window, Qt.Key.Key_Space)
    hands.key(window, Qt.Key.Key_Escape)
    hands.until("window_closed", lambda: place.hearings.window is None)
    hands.at_rest()
    page = place.page
    hands.press(page.weighing.fields["information"].options["all_removed"])
    hands.fill(page, choice="approve", own_password=password)
    hands.picture("decision")
    hands.press(page.primary)
    hands.picture("decision-unheard")
    hands.press(page.unheard.known.options["known"])
    hands.press(page.primary)
    said = hands.reads("is approved", seconds=30)
    hands.at_rest()
    hands.picture("decided")
    return said


def _today(hands: LabHands) -> TodayPlace:
    place = hands.shell.places["today"]
    assert isinstance(place, TodayPlace)
    return place


def check_in(hands: LabHands, reference: str) -> None:
    """Check the person in, see one document, and ask for a lesser check: the session waits for the brief."""
    place = _today(hands)
    hands.until("todays_appointments", lambda: place.table.view.rows_model.rows)
    hands.picture("today")
    hands.open_row(place.table.view, reference)
    hands.until("session", lambda: hands.shell.session)
    guided._check_in(hands)
    _identify(hands)
    hands.page(BriefPage)
    hands.at_rest()
    hands.picture("identified")


def _identify(hands: LabHands) -> None:
    page, today = hands.page(IdPage), date.today()
    photo, _ = page.slots
    guided._show(hands, photo, "driving_licence", today.replace(year=today.year + 3, day=1))
    guided.address_differs(hands, photo)
    hands.press(page.lesser_link)
    hands.until("page", lambda: page.lesser.ask.isVisible())
    hands.type_into(page.lesser.reason, "They are known here from last week.")
    hands.picture("lesser-check-asked")
    hands.press(page.lesser.ask)
    hands.until("page", lambda: page.lesser.wait.isVisible())
    hands.picture("lesser-check-waits")
    hands.until("CallerPage", lambda: isinstance(hands.session().page, CallerPage), 120)
    caller = hands.page(CallerPage)
    guided.look_at_answers(hands, caller)
    hands.press(caller.primary)


def shows(hands: LabHands, reference: str, seconds: float, picture: str) -> str:
    """Wait, without pressing anything, until Today shows that appointment; return its readiness."""
    rows = _today(hands).table.view.rows_model
    hands.until("todays_appointments", lambda: any(reference in row.cells for row in rows.rows), seconds)
    hands.picture(picture)
    return next(row.cells[-1] for row in rows.rows if reference in row.cells)


def may_take_over(hands: LabHands, reference: str, seconds: float, picture: str) -> str:
    """Wait, without pressing anything, until Today offers the session of the PC that is off; return its readiness."""
    place = _today(hands)

    def offered() -> str:
        for found in place._rows.values():
            if found.row.reference == reference and found.readiness in OPENS:
                return found.readiness.value
        return ""

    found = hands.until("session_offered", offered, seconds)
    hands.picture(picture)
    return found


def take_over(hands: LabHands, reference: str) -> str:
    """Take the session over, after the short check; return what the page says of it."""
    place = _today(hands)
    hands.open_row(_table_with(place, reference), reference)
    hands.until("session", lambda: hands.shell.session)
    page = hands.page(ResumePage)
    said = page.where()
    hands.press(page.same.options["same"])
    hands.picture("take-over")
    hands.press(page.primary)
    hands.page(BriefPage)
    hands.at_rest()
    return said


def _table_with(place: TodayPlace, reference: str) -> RowsView:
    unfinished = place.list_page.unfinished.table.view
    shown = unfinished.isVisible() and any(reference in row.cells for row in unfinished.rows_model.rows)
    return unfinished if shown else place.table.view


def listen(hands: LabHands) -> dict[str, object]:
    """Play the copy to its end, and close the session; return what libvlc put out and which parts are removed."""
    guided._brief(hands)
    session = hands.session()
    window = hands.until("listening_window", lambda: session.window_shown)
    control, call = window.control, window.panel.call
    hands.until("sound", lambda: control.heard)  # it starts by itself
    first = call.removed[0]
    hands.until("removed_part", lambda: control.frame > first.start)
    hands.picture("listening-removed-part", window)
    hands.until("recording_ended", lambda: not control.playing and control.frame >= call.frames, guided.PLAYED)
    hands.until("everything_saved", lambda: not control.unsaved())
    hands.picture("heard", window)
    removed = [[part.start / call.rate, part.end / call.rate] for part in call.removed]
    told = {"seconds": round(call.frames / call.rate, 2), "removed": removed, "silent": _silent(hands)}
    hands.press(window.panel.finish)
    guided._close(hands)
    hands.at_rest()
    links = hands.session().findChildren(LinkButton)
    hands.press(next(link for link in links if link.isVisible() and "Today" in link.text()))
    hands.until("today_list", lambda: hands.shell.session is None)
    return told


def _silent(hands: LabHands) -> bool:
    """Return whether libvlc put out silence where parts are removed."""
    view, desk = hands.session().view, hands.shell.desk
    assert view is not None and desk is not None
    with desk.uow().read_only() as uow:
        copy = uow.recordings.copy(uow.sessions.get(view.id).copy)
    return _silent_enough(np.frombuffer(hands.capture.samples(), "<i2"), copy)


def allow_lesser_check(hands: LabHands, password: str, seconds: float) -> str:
    """Wait, without pressing anything, until someone asks for a lesser check; allow it; return its words."""
    hands.place("log", LogPlace)

    def panel() -> AskedPanel | None:
        shown = hands.shell.asked
        return shown if shown is not None and shown.isVisible() and shown.check is not None else None

    asked = hands.until("words", panel, seconds)
    hands.picture("lesser-check")
    hands.key(hands.shell, Qt.Key.Key_F8)
    hands.until("page", lambda: asked.details.isVisible())
    hands.at_rest()
    hands.until("page", lambda: asked.takes_presses)
    hands.type_into(asked.own_password, password)
    hands.picture("lesser-check-answered")
    said = f"{asked.head.words} {asked.about.words}"
    hands.press(asked.allow)
    hands.reads("Allowed.", seconds=30)
    return said


def sign_off(hands: LabHands, reference: str, receipt: str) -> str:
    """Review and sign off that session, and save its receipt; return what the list says afterwards."""
    place = hands.place("reviews", ReviewsPlace)
    hands.open_row(place.list_page.table.view, reference)
    page = place.session_page
    hands.until("session_page", lambda: place.stack.currentWidget() is page)
    hands.at_rest()
    hands.picture("review")
    with hands.in_dialog(Path(receipt)):
        hands.press(page.save_link)
    hands.until("receipt", Path(receipt).exists)
    hands.type_into(page.comment, "Conducted in the lab: two desks, one session.")
    hands.picture("review-comment")
    hands.press(page.primary)
    hands.until("sign_off", lambda: place.stack.currentWidget() is place.list_page)
    hands.at_rest()
    hands.picture("signed-off")
    return place.list_page.banner.words


def verify(hands: LabHands) -> str:
    """Verify the log in the window; return its result."""
    log = hands.place("log", LogPlace)
    hands.press(log.page.primary)
    hands.until("verification_finished", lambda: log.page.result.words or log.page.grave.words)
    hands.at_rest()
    hands.picture("log-verified")
    return log.page.result.words or log.page.grave.words
