"""The transcript of a copy at the decision: read beside its parts, and approved with it or left out."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.copies.preparing import PrepareCopy, SaveTranscript, prepare_copy, save_transcript
from desktop.domain.copies.transcript import Transcript, left_of
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError
from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.copies.copy_parts import WITH, WITHOUT
from desktop.ui.decisions.place import DecisionsPlace
from tests.support.fakes import FakeSound
from tests.ui.decisions.conftest import BackOffice
from tests.ui.decisions.test_decision_page import hear_all
from tests.ui.decisions.test_decisions import kept, open_one, press
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on

REFERENCE = "SAR-2026-0007"
CALL = demo_calls()[2]


def transcribe(place: DecisionsPlace, office: BackOffice) -> None:
    """Save a transcript, and make the copy again."""
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == REFERENCE)
    id, transcript = RequestId(str(row.key)), Transcript(CALL.lines)
    office.do(save_transcript, SaveTranscript(office.actor, id, transcript, 0))
    office.do(prepare_copy, PrepareCopy(office.actor, id, CALL.removals))
    with office.desk.uow().read_only() as uow:
        copy, sound = uow.requests.get(id).copy, office.desk.sound
        assert copy is not None and isinstance(sound, FakeSound)
        made = uow.recordings.copy(copy)
    sound.transcript = left_of(transcript, made.removed, made.rate)


def test_with_a_transcript_all_is_in_sight_without_scrolling_before_a_ruling_and_once_it_was_heard(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    open_one(seat, place, REFERENCE)
    place.page.choice.options["approve"].click()
    assert not place.page.transcript.isVisible() and not place.page.transcript.field.isVisible(), "there is none yet"
    place.page.choice.set_value(None)
    place.page.back.emit()
    transcribe(place, back_office)
    place.resize(1366 - 214, 700 - 56)  # beside the rail, below the bar, under a title bar and a taskbar
    open_one(seat, place, REFERENCE)
    page = place.page
    assert page.transcript.read.isVisible() and page.choice.isVisible() and page.weighing.isVisible()
    seat.qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() == 0)
    hear_all(place)
    page.weighing.fields["information"].options["all_removed"].click()
    page.choice.options["approve"].click()
    assert page.transcript.field.isVisible() and page.own_password.isVisible()
    bar = page._scroll.verticalScrollBar()
    seat.qtbot.waitUntil(lambda: bar.maximum() == 0 and not page.add_words.visibleRegion().isEmpty())


def test_it_is_read_as_the_listener_will_and_approved_as_it_is_said(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    id = open_one(seat, place, REFERENCE)
    part = place.page.transcript
    assert part.isVisible() and "This copy has a transcript of" in words_on(place) and not part.lines.isVisible()
    seat.press(part.read)
    rows = [row.cells for row in part.lines.rows]
    said = "\n".join(cells[2] for cells in rows)
    assert "11 seconds removed: about another person" in said and CALL.lines[0].words in said
    assert "flat eight" not in said and "Demo Lodge" not in said
    assert f"Topic: {CALL.lines[1].topic}. {CALL.lines[1].words}" in said
    place.page.weighing.fields["information"].options["all_removed"].click()
    place.page.choice.options["approve"].click()
    press(seat, place)
    assert part.field.problem == "Choose whether the transcript is approved with the copy."
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    part.field.set_value(WITH)
    assert not place.page.transcript.not_read.isVisible(), "it was read"
    press(seat, place)
    request, decision = kept(seat.staff, id)
    assert request.status is Status.APPROVED
    assert decision is not None and decision.transcript is not None
    place.page.back.emit()
    seat.settle()
    assert not part.lines.rows and part.whole.words == "", "the words are gone once the page is left"


def test_a_transcript_that_nobody_opened_is_confirmed_once_more_as_sound_is_that_nobody_heard(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    id = open_one(seat, place, REFERENCE)
    hear_all(place)
    page, part = place.page, place.page.transcript
    page.weighing.fields["information"].options["all_removed"].click()
    page.choice.options["approve"].click()
    assert not part.not_read.isVisible(), "nobody has said that it is approved"
    part.field.options[WITHOUT].click()
    assert not part.not_read.isVisible()
    part.field.options[WITH].click()
    assert part.not_read.isVisible() and not part.unread.isVisible()
    page.own_password.input.setText(DEMO_PASSWORD)
    press(seat, place)
    assert part.unread.isVisible() and part.unread.problem.startswith("You have not read the transcript.")
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    part.unread.options["unread"].click()
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.APPROVED


def test_one_that_was_changed_since_is_approved_knowingly_alone(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    open_one(seat, place, REFERENCE)
    page, part, view = place.page, place.page.transcript, place.page.view
    assert view is not None
    page.choice.options["approve"].click()
    part.field.options[WITH].click()
    assert not part.known.isVisible()
    page.show_problems(FieldsError({"newer_transcript": "newer_transcript_not_known"}))  # it was changed meanwhile
    assert part.known.isVisible() and part.known.problem.startswith("The transcript is newer than this copy.")
    page.show_request(replace(view, words=replace(view.words, newer=True)), page.draft(), ())
    assert "It was changed after this copy was made" in part.told.words
    part.field.options[WITHOUT].click()
    assert not part.known.isVisible()
    part.field.options[WITH].click()
    assert part.known.isVisible() and not page._command(None).newer_transcript_known
    part.known.options["newer_transcript"].click()
    assert page._command(None).newer_transcript_known and not page._command(None).newer_marks_known
    assert "newer_transcript" in page.draft().ticks
