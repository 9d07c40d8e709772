"""The gallery's pictures of the supervisor's and the information officer's places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.application.log.health import Health, PcHealth, Trouble
from desktop.application.log.integrity import Lag, LogView
from desktop.application.office.desks import Done
from desktop.application.ports.desk import Proof
from desktop.application.ports.lifecycle import BackedUp, NightDone, NightLook
from desktop.application.ports.reading import NightStopped, PcReported, VaultLooked
from desktop.application.reviews.reviewing import ReviewView
from desktop.application.sessions.lesser_check import WaitingCheck
from desktop.domain.log.events import EventKind
from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
from desktop.domain.office.pcs import JoinRequest
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import NightTask
from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import QUARTERS, ClosedRequest, Figures, HeldSession, Quarter, figures
from desktop.domain.sessions.identity import Missing
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId, NoteId, PersonId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, WrongStateError
from desktop.ui.kit.lists import Table
from desktop.ui.kit.progress import Progress
from desktop.ui.log import LogPlace
from desktop.ui.office.administration_place import AdministrationPlace
from desktop.ui.office.health_place import HealthPlace
from desktop.ui.office.keys_place import OWN, KeysPlace
from desktop.ui.office.pcs_place import PcAct, PcsPlace
from desktop.ui.office.people_place import Act, PeoplePlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.reviews.statistics import StatisticsPlace
from desktop.ui.sessions.today import TodayPlace
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.states.door import ONE_DAY, PASSWORD, on_paper
from tests.gallery.states.first_start import StillStart, made_up

LATE = 10
COMMENT = "The headphones were changed before the next appointment."


def first_key(table: Table) -> object:
    """Return the key of its first row."""
    return table.view.rows_model.rows[0].key


def reviews(camera: Camera) -> None:
    """Show the list, its filters, one session after another until nothing is left."""
    camera.sign_in("supervisor", PASSWORD)
    place = camera.go(ReviewsPlace)
    camera.picture("reviews")
    _asked_check(camera)
    for days in (LATE, -LATE):
        camera.clock.pass_by(days * ONE_DAY)
        camera.go(ReviewsPlace)
        if days > 0:
            camera.picture("reviews-late")
    _filters(camera, place)
    _sessions(camera, place)


def _asked_check(camera: Camera) -> None:
    """An adviser elsewhere asks for a lesser check: one line, then all of it, then a password that is not theirs."""
    asked = camera.shell.asked
    assert asked is not None
    missing = (Missing.SECOND_DOCUMENT, Missing.CURRENT_ADDRESS)
    why, id = "They were here last week with all their papers.", NoteId("0" * 32)
    check = WaitingCheck(id, "Demo adviser", "Desk 2", why, Kind.SUBJECT_ACCESS, ("passport",), missing)
    asked.show_waiting((check,))
    camera.picture("asked-check")
    asked.unfold()
    camera.picture("asked-check-answering")
    asked.show_error(FieldsError({"own_password": "password_missing", "reason": "lesser_check_declined_why"}))
    camera.picture("asked-check-problems")
    asked.show_ended(sentence("lesser_check_answered"))
    camera.picture("asked-check-over")
    asked.put_away()


def _filters(camera: Camera, place: ReviewsPlace) -> None:
    page = place.list_page
    camera.press(page.fold, "reviews-filters")
    page.filters.start.boxes[0].setText("31")
    camera.press(page.filters.show_button, "reviews-filters-problem")
    page.filters.start.set_value(date(2027, 1, 4))
    camera.press(page.filters.show_button, "reviews-none-like-this")
    page.filters.clear_button.click()
    camera.rest()
    page.fold.click()
    camera.rest()


def _sessions(camera: Camera, place: ReviewsPlace) -> None:
    page = place.session_page
    place.open(first_key(place.list_page.table))  # type: ignore[arg-type]
    camera.until("session", lambda: place.stack.currentWidget() is page)
    camera.picture("reviews-session")
    page.beside.timeline.setFocus()
    page.beside.timeline.select_key(page.beside.lines[-3].key)
    camera.picture("reviews-session-row")
    camera.press(page.primary, "reviews-session-comment-missing")
    _not_allowed(camera, place)
    for number in range(20):
        if place.stack.currentWidget() is not page:
            break
        page.comment.set_value(COMMENT)
        camera.press(page.primary)
        if number == 0:
            camera.picture("reviews-session-next")
    camera.picture("reviews-nothing-left")
    place.list_page.filters.signed.set_value(["also"])
    place.list_page.filters.wanted.emit()
    camera.picture("reviews-signed-off")
    place.open(first_key(place.list_page.table))  # type: ignore[arg-type]
    camera.picture("reviews-session-signed-off")


def _not_allowed(camera: Camera, place: ReviewsPlace) -> None:
    """Pose the page for whoever ran or authorised the session."""
    page, seen = place.session_page, place.view
    assert isinstance(seen, ReviewView)
    page.show_review(replace(seen, may_sign_off=False), place._waiting, "")
    camera.picture("reviews-session-not-allowed")
    page.show_review(seen, place._waiting, "")


def administration(camera: Camera) -> None:
    """Show what administrators did, before and after it is signed off."""
    place = camera.go(AdministrationPlace)
    camera.picture("administration")
    _lent(camera, place)
    camera.press(place.page.primary, "administration-signed-off")


def _lent(camera: Camera, place: AdministrationPlace) -> None:
    """Pose the page with a role that was lent for some days."""
    waits = place._view
    days = (date(2026, 12, 3), date(2026, 12, 9))
    lent = replace(waits.acts[-1], kind=EventKind.ROLE_LENT, about="Demo adviser", roles=(Role.APPROVER,), days=days)
    place.page.show_administration(replace(waits, acts=(*waits.acts, lent)))
    camera.picture("administration-lent")
    place.page.show_administration(waits)


def people(camera: Camera) -> None:
    """Show the administrator's people, someone's page, each act, a first password, and one's own."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(PeoplePlace)
    camera.picture("people")
    _found(camera, place)
    page = place.act_page
    camera.press(place.list_page.primary, "people-add")
    camera.press(page.primary, "people-add-problem")
    page.shown_name.set_value("Demo trainee")
    page.sign_in_name.set_value("trainee")
    page.roles.set_value(["adviser"])
    page.own_password.input.setText(PASSWORD)
    camera.press(page.primary)
    place.password_page.show_words("Demo trainee is added.", "four words for show")
    camera.picture("people-first-password")
    camera.press(place.password_page.primary, "people-added")
    camera.press(place.list_page.paper, "people-list-on-paper")
    document = place.paper_page.sheets.document
    assert document is not None
    camera.document("people-list", document)
    camera.back(place.paper_page)
    camera.open(place.list_page.table, 1)
    camera.picture("people-person")
    camera.press(place.person_page.links[Act.LEND], "people-lend")
    page.back.emit()
    camera.press(place.person_page.links[Act.LEAVE], "people-leave")
    page.back.emit()
    camera.shell.frame.top_bar.password_button.click()
    camera.picture("own-password")
    camera.sign_out()


def _found(camera: Camera, place: PeoplePlace) -> None:
    place.list_page.search.field.set_value("Demo a")
    place.list_page.search.button.click()
    camera.picture("people-found")
    place.list_page.search.link.click()


def pcs(camera: Camera) -> None:
    """Show the office's PCs, one of them, a request that is opened, and what comes after. A demo has no server."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(PcsPlace)
    camera.picture("pcs")
    camera.open(place.list_page.table)
    place.pc_page.primary.show()
    place.pc_page.change.show()
    camera.picture("pcs-pc")
    place.begin(PcAct.CHANGE)
    camera.picture("pcs-change")
    place.begin(PcAct.WITHDRAW)
    camera.picture("pcs-withdraw")
    request = JoinRequest(DeskId("7" * 32), "Desk 7", "age1" + "q" * 58, "A" * 43 + "=")
    place.begin_granting(request)
    camera.picture("pcs-let-in")
    place.act_page.show_refusal(FieldsError({"words": "join_words_wrong", "kind": "desk_kind_missing"}))
    camera.picture("pcs-let-in-problem")
    place.act_page.show_refusal(WrongStateError("desk_keys_not_here"))
    camera.picture("pcs-let-in-recovery")
    statements = "CREATE ROLE \"desks_777777777777\" LOGIN PASSWORD 'SCRAM-SHA-256$4096:...'", "GRANT ..."
    place._done(Done("arrow mango tulip wafer", statements))
    camera.picture("pcs-let-in-done")
    camera.press(place.done_page.primary)
    camera.sign_out()


def log(camera: Camera) -> None:
    """Show the log before, while and after it is verified: whole, stopped, not whole, not proved."""
    place = camera.go(LogPlace)
    camera.picture("log")
    progress = Progress()
    place.page.show_working(1_002_000, progress)
    camera.until("notice_shown", lambda: place.page.working.isVisible())
    place.page.working._detail()  # as after five seconds
    progress.changed.emit(412_250, 1_002_000, 8.0)
    camera.picture("log-verifying")
    place.page.show_stopped()
    camera.picture("log-stopped")
    camera.press(place.page.primary)
    camera.until("verification_finished", lambda: place.page.result.words)
    camera.picture("log-whole")
    findings = ("Event 212 is not what was signed.", "Events 300 to 304 are missing.")
    place.page.show_working(4182)
    place.page.show_proof(Proof(False, 4182, 211, None, findings))
    camera.picture("log-not-whole")
    no_witness = ("There is no witness file, so nothing outside the database vouches for the log.",)
    place.page.show_working(4182)
    place.page.show_proof(Proof(False, 4182, 0, None, no_witness, unproved=True))
    camera.picture("log-not-proved")
    place.refresh()
    camera.rest()
    place.page._clear()
    place.page.show_size(LogView(4182, Lag(timedelta(days=9), 7, stops=True, accepted=False)))
    camera.picture("log-lags")
    camera.sign_out()


def keys(camera: Camera) -> None:
    """Show the office's keys, one of them, and its replacement."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(KeysPlace)
    camera.picture("keys")
    camera.open(place.list_page.table)
    camera.picture("keys-one")
    camera.press(place.key_page.primary, "keys-whence")
    place.whence_page.whence.set_value(OWN)
    camera.press(place.whence_page.primary, "keys-replace")
    place.replace_page.show_refusal(FieldsError({"new": "recovery_not_a_recipient"}))
    camera.picture("keys-replace-problem")
    place.replace_page.back.emit()
    place.making.maker = StillStart()
    camera.press(place.whence_page.primary)
    camera.until("work_finished", lambda: not place.making.page.busy)
    camera.picture("keys-new")
    place.making.page.show_printed()
    place.making.page.proof.input.setText(made_up(1).secret[-8:])
    camera.press(place.making.page.primary, "keys-replace-made")
    camera.sign_out()


def health(camera: Camera) -> None:
    """Show how the office does: well, and with something to look at."""
    camera.sign_in("administrator", PASSWORD)
    place = camera.go(HealthPlace)
    camera.picture("health")
    _by_hand(camera, place)
    desk = place._context.desk
    with desk.uow().read_only() as uow:
        told = PcReported(desk.clock.now(), "0.1.0", 190, ("keyring_at_night", "sound"))
        desks = tuple(PcHealth(each.name, each.kind, None, False, reported=told) for each in uow.offices.desks())
        desks = (*desks[:-1], replace(desks[-1], unseen=True))
        stopped = NightStopped(uow.offices.desks()[0].id, (ClockDoubt.AHEAD,), log_changed=False)
    desks = (replace(desks[0], night_stopped=True), *desks[1:])
    troubles = {Trouble.NO_NIGHTLY_RUN, Trouble.PC_UNSEEN, Trouble.OVERDUE, Trouble.PC_CLOCK, Trouble.PC_LACKS}
    troubles |= {Trouble.NIGHT_STOPPED, Trouble.NO_BACKUP, Trouble.ROW_REFUSED}
    at = desk.clock.now()
    night, due, later = at - timedelta(days=3), at.date() - timedelta(days=9), timedelta(days=365)
    vault = VaultLooked(night, "original-" + "7" * 32, night, at - timedelta(days=40), 1_204, 20_310, ())
    left = {NightTask.HOLDS_PAST_REVIEW: 2, NightTask.NOT_PROTECTED: 1}
    shown = Health(at, 18_204, 7200, night, 2, due, 1, 0, left, desks, vault, frozenset(troubles), night, at + later)
    place.list_page.show_health(replace(shown, stopped=stopped))
    camera.picture("health-troubles")
    camera.sign_out()


# What is done by hand under Health


AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


class StillUpkeep:
    """A PC that makes no back-up and destroys nothing, and says that it did."""

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        """Say that it was made, with recordings missing."""
        return BackedUp(18_204, 2_912, 3)

    def save_for_support(self, file: Path) -> None:
        """Write nothing."""

    def look(self) -> NightLook:
        """Say that a night waits."""
        earlier = AT - timedelta(days=40)
        return NightLook(512, 2_912, (ClockDoubt.AHEAD, ClockDoubt.TOO_MANY), ClockEvidence(AT, (), 9, earlier, None))

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        """Say that all of it is destroyed."""
        return NightDone(seen.due)


def _by_hand(camera: Camera, place: HealthPlace) -> None:
    """Show a back-up that is made, and what is due destroyed, with what is wrong before either."""
    place.save_for_support(Path("Listening Room support.zip"))
    camera.picture("health-saved")
    place.list_page.backup.click()
    camera.rest()
    camera.press(place.backup_page.primary, "health-backup-problem")
    place.backup_page.place.set_value(Path("/tmp"))
    camera.press(place.backup_page.primary, "health-backup-made")
    place.backup_page.back.emit()
    place.list_page.due.click()
    camera.picture("health-due")
    camera.press(place.destroy_page.primary, "health-due-problem")
    place.destroy_page.other_day.set_value(place._context.desk.today())
    place.destroy_page.own_password.input.setText(PASSWORD)
    camera.press(place.destroy_page.primary, "health-destroyed")
    camera.back(place.destroy_page)


# A question: a supervisor asks, and the adviser answers on Today


QUESTION = "What did you offer after the sound was stopped?"
ANSWER = "A break, a glass of water and another day. They wanted to go home."


def asked_and_answered(camera: Camera) -> None:
    """Show the field, the question that was sent, the adviser's list and page, and that the answer is sent."""
    camera.sign_in("supervisor", PASSWORD)
    _ask_adviser(camera)
    camera.sign_out()
    camera.sign_in("adviser", PASSWORD)
    _adviser_answers(camera)
    camera.sign_out()


def _ask_adviser(camera: Camera) -> None:
    place = camera.go(ReviewsPlace)
    page = place.session_page
    place.open(first_key(place.list_page.table))  # type: ignore[arg-type]
    camera.until("session", lambda: place.stack.currentWidget() is page)
    camera.rest()
    camera.press(page.asking.ask)
    camera.press(page.asking.send, "reviews-asking-problem")
    page.asking.question.set_value(QUESTION)
    page.submitted.emit()
    camera.picture("reviews-asking-not-sent")
    camera.press(page.asking.send, "reviews-asked")


def _adviser_answers(camera: Camera) -> None:
    place = camera.go(TodayPlace)
    camera.picture("today-questions")
    place.list_page.questions.table.opened.emit(first_key(place.list_page.questions.table))
    camera.rest()
    page = place.answer_page
    camera.press(page.primary, "today-question-problem")
    page.answer.set_value(ANSWER)
    camera.press(page.primary, "today-answered")


# Figures


def statistics(camera: Camera) -> None:
    """Show the figures of this quarter, and those of a busy one: the demo has closed hardly anything."""
    place = camera.go(StatisticsPlace)
    camera.picture("statistics")
    place.list_page.show_figures(_busy_quarter(), place.newest)
    camera.picture("statistics-busy")
    on_paper(camera, place, "statistics-list")


def _busy_quarter() -> Figures:
    """Return figures in which everything that is counted was there."""
    quarter, closed = Quarter(2026, 3), []
    for at, each in enumerate(quarter.back(QUARTERS)):
        for number in range(40 + 4 * at):
            took, day = 3 + (number * 7) % 28, each.first + timedelta(days=number)
            took += 12 if number % 17 == 0 else 0
            received = day - timedelta(days=took)
            ended = tuple(Answered)[number % len(Answered)]
            closed.append(ClosedRequest(received, received + timedelta(days=31), day, ended, extended=number % 19 == 1))
    marks, outcomes = tuple(Exceptional)[:8], tuple(Outcome)[:3]
    sessions = [
        HeldSession(outcomes[n % 3], (marks[n % 8],) if n % 5 == 0 else (), n % 10 > 0, n % 4 // 3) for n in range(41)
    ]
    return figures(quarter, closed, sessions, [quarter.first, quarter.last], received=63)
