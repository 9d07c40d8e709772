"""The gallery's pictures of the information officer's requests: the list, one of them, its deadline, and the form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop.application.recordings.finding import FindView
from desktop.application.requests.letters import MakeLetter, make_letter
from desktop.application.requests.views import DisclosureView, RequestView
from desktop.application.shared.commands import bound
from desktop.domain.recordings.finding import Left, SearchedSystem, Step, window
from desktop.domain.recordings.retention import Protection, RetentionPeriod
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Disclosure, DisclosureBasis, DisclosureRoute, Purpose, Status
from desktop.domain.shared.ids import CopyId, NoteId, RecordingId, new_id
from desktop.domain.shared.paper import Way
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.requests.intake import FindingPage, IntakeForm
from desktop.ui.requests.panels import Panel, RecordPart
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_actions import WriteLetter
from desktop.ui.requests.request_fields import SOMEBODY_ELSE, CallFields
from desktop.words import tr
from tests.gallery.camera import Camera
from tests.gallery.states.door import ONE_DAY, PASSWORD, on_paper
from tests.gallery.states.office import first_key
from tests.ui.requests.panels import day_of, field

NOT_PROTECTED, CLOCK_RUNS, CLOSED = "INT-2026-0002", "SAR-2026-0007", "SAR-2026-0005"
LISTENS = "INT-2026-0001"
HALF_A_YEAR = RetentionPeriod(months=6)
THREE_MONTHS = 93


def requests(camera: Camera) -> None:
    """Show the list, requests with their deadlines, the form and its possible problems."""
    camera.sign_in("officer", PASSWORD)
    place = camera.go(RequestsPlace)
    camera.picture("requests")
    on_paper(camera, place, "requests-list")
    _open(camera, place, first_key(place.list_page.table))
    camera.picture("requests-one")
    _answer(camera, place)
    _once_identified(camera, place)
    _complaint(camera, place)
    keys = {row.cells[0]: row.key for row in place.list_page.table.view.rows_model.rows}
    _open(camera, place, keys[NOT_PROTECTED])
    camera.picture("requests-one-not-protected")
    _find(camera, place)
    _open(camera, place, keys[LISTENS])
    _disclosure(camera, place)
    _deadline(camera, place, keys[CLOCK_RUNS])
    _acts_for_them(camera, place)
    _correct_their_details(camera, place)
    place.request_page.back.emit()
    camera.picture("requests-clocks")
    place.list_page.submitted.emit()
    camera.picture("requests-new")
    _form(camera, place)
    camera.sign_out()


def holds(camera: Camera) -> None:
    """Show holds three months later, when every one is due for review. One of a closed request is kept."""
    camera.clock.pass_by(THREE_MONTHS * ONE_DAY)
    camera.sign_in("officer", PASSWORD)
    place = camera.go(RequestsPlace)
    camera.picture("requests-holds")
    keys = {row.cells[0]: row.key for row in place.list_page.table.view.rows_model.rows}
    _open(camera, place, keys[CLOSED])
    camera.picture("requests-hold")
    (part,) = place.request_page.request_actions.reviewing
    camera.press(part.links[0], "requests-hold-keep")
    assert part.panel is not None
    day_of(part.panel).set_value(date(2027, 5, 3))
    field(part.panel, "hold_reason").set_value("The ombudsman has asked about this call, and has not answered yet.")
    camera.press(part.panel.save, "requests-hold-kept")
    ask = next(
        each for each in place.request_page.request_actions.buttons if each.text() == tr("Ask to release the hold")
    )
    camera.press(ask, "requests-hold-release")
    place.in_person.back.emit()
    camera.sign_out()


def _open(camera: Camera, place: RequestsPlace, id: object) -> None:
    place.open(id)  # type: ignore[arg-type]
    camera.until("request", lambda: place.request_page.view is not None and place.request_page.view.row.id == id)
    camera.rest()


def _link(part: RecordPart, words: str) -> LinkButton:
    return next(link for link in part.links if link.text() == words)


def _deadline(camera: Camera, place: RequestsPlace, id: object) -> None:
    """Show proof requested and received, a question, an extension: each as it is noted, then the outcome."""
    _open(camera, place, id)
    part = place.request_page.deadline
    for act, name, typed, value in (
        (tr("Ask for proof"), "ask-proof", "doubt", "The surname is spelled in two ways."),
        (tr("Ask a question"), "ask-question", "question_about", "which_call"),
        (tr("Extend the deadline"), "extend", "extension_reason", "complex"),
    ):
        camera.press(_link(part, act))
        assert part.panel is not None
        camera.picture(f"requests-clock-{name}")
        field(part.panel, typed).set_value(value)
        camera.press(part.panel.save)
    camera.picture("requests-clock-moved")
    camera.press(_link(part, tr("Take the extension back")), "requests-clock-not-longer")
    assert part.panel is not None
    camera.press(part.panel.cancel)
    _correct(camera, place)


def _answer(camera: Camera, place: RequestsPlace) -> None:
    """Answer a statement from the appointment."""
    part = place.request_page.follow_ups
    camera.press(part.links[0])
    panel = part.panel
    assert panel is not None
    camera.picture("requests-said")
    camera.press(panel.save, "requests-said-problem")
    field(panel, "follow_up_answer").options["not_corrected"].click()
    camera.press(panel.save, "requests-said-refused")
    _told(camera, place, LetterKind.CORRECTION_REFUSED, "The engineer’s report has the same date as the recording.")
    camera.press(part.links[0])
    panel = part.panel
    assert panel is not None
    field(panel, "follow_up_answer").options["corrected"].click()
    camera.press(panel.save, "requests-said-answered")


def _told(camera: Camera, place: RequestsPlace, kind: LetterKind, typed: str) -> None:
    """Make the letter that tells what came of a correction."""
    place.request_page.acted.emit(WriteLetter(kind))
    camera.rest()
    page, context = place.letters, place._context
    page.own[kind].set_value(typed)
    camera.picture(f"requests-letter-{kind.value.replace('_', '-')}")
    assert place.request_page.view is not None
    bound(make_letter, context.desk, MakeLetter(context.actor, place.request_page.view.row.id, kind, Way.PRINTED))()
    camera.back(page)


def _acts_for_them(camera: Camera, place: RequestsPlace) -> None:
    """Name someone who acts for the person, with what is missing, and leave it."""
    part = place.request_page.representative
    camera.press(part.links[0], "requests-acts-for-them")
    panel = part.panel
    assert panel is not None
    camera.press(panel.cancel)


def _correct_their_details(camera: Camera, place: RequestsPlace) -> None:
    """Correct who asks, with what is missing, and leave it."""
    page = place.correcting_asker
    camera.press(place.request_page.correct, "requests-correct")
    page.asker.address.set_value("")
    camera.press(page.primary, "requests-correct-problem")
    page.back.emit()
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)


def _once_identified(camera: Camera, place: RequestsPlace) -> None:
    """Show the page of who asks once identity was confirmed."""
    camera.press(place.request_page.correct, "requests-correct-identified")
    place.correcting_asker.back.emit()
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)


def _correct(camera: Camera, place: RequestsPlace) -> None:
    """Correct a mistyped day of receipt."""
    part = place.request_page.deadline
    camera.press(_link(part, tr("Correct a date")))
    panel = part.panel
    assert panel is not None
    camera.picture("requests-clock-correct")
    field(panel, "noted_day").options["receipt-0"].click()
    day_of(panel).set_value(date(2026, 11, 9))
    day_of(panel).edited.emit()
    day_of(panel).boxes[0].setFocus()
    camera.picture("requests-clock-correct-chosen")
    field(panel, "correction_reason").set_value("The stamp on the letter says the 9th.")
    camera.press(panel.save, "requests-clock-corrected")


def _form(camera: Camera, place: RequestsPlace) -> None:
    form = place.form
    for kind in ("internal", "subject_access"):
        camera.fill(form.kind, kind)
        form.set_problems(())
        form.submitted.emit()
        camera.picture(f"requests-new-{kind.replace('_', '-')}-problems")
    _filled(camera, place)


def _filled(camera: Camera, place: RequestsPlace) -> None:
    """Fill in two calls, requested by someone who acts for a child."""
    form = place.form
    form.set_problems(())
    camera.answer(form, kind="subject_access", received_on=date(2026, 11, 24))
    camera.answer(form, given_names="Demo", name="Customer Eleven", born=date(2012, 3, 11))
    camera.answer(form, address="11 Example Street", contact="By letter to this address. Do not ring.")
    camera.answer(form, acts="other", representative="Demo Representative", authority="parental", letters_to="other")
    camera.fill(form.asker.acting.their_address, "12 Example Street")
    form.calls.more.click()
    first, second = form.calls.calls
    _fill(first, 3, "01632 960147")
    _fill(second, 4, "ring back")
    camera.answer(form, came_by="web_form", copy_wanted="no", needs=("louder", "extra_time"))
    form.asker.surname.input.setFocus()
    camera.picture("requests-new-filled")
    _corrected(camera, form)


def _corrected(camera: Camera, form: IntakeForm) -> None:
    """Go from what is refused to a call whose number nobody knows."""
    second = form.calls.calls[1]
    camera.fill(form.received_on, date(2026, 11, 3))
    second.telephone.set_value("01632 960147")
    form.submitted.emit()
    camera.rest()
    second.day.focus_target().setFocus()
    camera.picture("requests-new-call-after-receipt")
    second.direction.set_value(SOMEBODY_ELSE)
    second.unknown.click()
    second.unknown.setFocus()
    camera.picture("requests-new-number-not-known")


def _fill(call: CallFields, day: int, telephone: str) -> None:
    call.day.set_value(date(2026, 11, day))
    call.time.set_value("10:15am")
    call.direction.set_value("in")
    call.telephone.set_value(telephone)


# A complaint that came by letter: its life, and the letters about it


def _complaint(camera: Camera, place: RequestsPlace) -> None:
    """Take a complaint that came by letter on the page of a request, acknowledge it, and tell its outcome."""
    part = place.request_page.complaints
    camera.press(part.links[-1])
    assert part.panel is not None
    camera.picture("requests-complaint-take")
    camera.press(part.panel.save, "requests-complaint-take-problems")
    field(part.panel, "complaint_came_by").options["letter"].click()
    field(part.panel, "complaint_about").set_value("They waited for two months, and nobody told them why.")
    camera.press(part.panel.save)
    _complaint_picture(camera, place, "requests-complaint-taken")
    _letter_of(camera, place, LetterKind.COMPLAINT_RECEIVED)
    _complaint_step(camera, place, "")
    _complaint_picture(camera, place, "requests-complaint-acknowledged")
    _complaint_step(camera, place, "We are looking for the letter in which they first asked.", 0)
    panel = _open_complaint(camera, place, 1)
    field(panel, "complaint_outcome").options["partly_upheld"].click()
    camera.picture("requests-complaint-outcome")
    field(panel, "complaint_words").set_value("We answered in time, and did not tell them that it would take longer.")
    camera.press(panel.save)
    _complaint_picture(camera, place, "requests-complaint-ended")
    _letter_of(camera, place, LetterKind.COMPLAINT_OUTCOME)


def _complaint_picture(camera: Camera, place: RequestsPlace, name: str) -> None:
    """Take a picture of the complaints, which are far down the page."""
    place.request_page.complaints.links[-1].setFocus()
    camera.picture(name)


def _complaint_step(camera: Camera, place: RequestsPlace, words: str, at: int = 0) -> Panel:
    """Note a step, today. An acknowledgement needs no words."""
    panel = _open_complaint(camera, place, at)
    if words:
        field(panel, "complaint_words").set_value(words)
    camera.press(panel.save)
    return panel


def _open_complaint(camera: Camera, place: RequestsPlace, at: int) -> Panel:
    part = place.request_page.complaints
    camera.press(part.links[at])
    assert part.panel is not None
    return part.panel


def _letter_of(camera: Camera, place: RequestsPlace, kind: LetterKind) -> None:
    place.request_page.acted.emit(WriteLetter(kind))
    camera.picture(f"requests-letter-{kind.value.replace('_', '-')}")
    camera.back(place.letters)


# A file for the police: due, recorded, and the request that is closed by it


def _disclosure(camera: Camera, place: RequestsPlace) -> None:
    """Show the open request as one for the police that was approved; record the file on it."""
    page = place.request_page
    view = page.view
    assert view is not None
    theirs = for_police(view)
    page.show_request(theirs)
    camera.picture("requests-police")
    camera.press(page.primary)
    panel = page.disclosures.panel
    assert panel is not None
    field(panel, "disclosed_to").set_value("Demo Constabulary")
    field(panel, "disclosure_route").options[DisclosureRoute.SECURE_TRANSFER.value].click()
    field(panel, "disclosure_basis").options[DisclosureBasis.CRIME.value].click()
    field(panel, "disclosure_reference").set_value("Form 12 of 20 November")
    camera.picture("requests-police-record")
    day, by = day_of(panel).value(), view.request.taken_by
    assert day is not None
    note, reference = NoteId(new_id()), NoteId(new_id())
    route, basis = DisclosureRoute.SECURE_TRANSFER, DisclosureBasis.CRIME
    copy = view.copy or CopyId(new_id())
    went = Disclosure(view.row.id, 0, copy, route, basis, day, note, reference, by)
    receiver, form = field(panel, "disclosed_to").value(), field(panel, "disclosure_reference").value()
    said = DisclosureView(went, receiver, form, "Demo information officer")
    answers = (Answered.DISCLOSED, Answered.WITHDRAWN)
    page.show_request(replace(theirs, disclosures=(said,), answers=answers))
    camera.picture("requests-police-recorded")


def for_police(view: RequestView) -> RequestView:
    """Return the view as that of an approved request for the police."""
    return replace(
        view,
        row=replace(view.row, status=Status.APPROVED),
        request=replace(view.request, purpose=Purpose.POLICE, status=Status.APPROVED),
        may_invite=True,
        may_hear=False,
        answers=(Answered.WITHDRAWN,),
    )


# Finding the recording


def _find(camera: Camera, place: RequestsPlace) -> None:
    """Show results, nothing chosen, nothing found, too many, and nothing left. `place` shows a request to find."""
    page = place.finding
    camera.press(place.request_page.primary)
    camera.until("search", lambda: place.stack.currentWidget() is page and page.view)
    camera.picture("finding")
    camera.press(page.primary, "finding-problem")
    found = page.view
    assert found is not None
    _posed_search(camera, page, found)
    page.show_found(found)
    page.change.click()
    camera.picture("finding-change")
    place.correcting.call.telephone.set_value("next door's")
    camera.press(place.correcting.primary, "finding-change-problem")
    page.back.emit()
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)
    camera.rest()


def _posed_search(camera: Camera, page: FindingPage, found: FindView) -> None:
    """Pose it for a call of other people's, three months ago."""
    zone = page._context.desk.office.zone
    call = replace(found.call, number="+441632960733", at=found.call.at - timedelta(days=77))
    nothing = replace(found, call=call, steps=tuple(Step), rows=(), protection=Protection.NOT_YET)

    def at(step: Step) -> FindView:
        return replace(nothing, step=step, within=window(call, step, zone))

    page.show_found(at(Step.HALF_HOUR))
    camera.picture("finding-nothing")
    hours = [timedelta(hours=n) for n in range(3)]
    rows = [replace(found.rows[0], id=RecordingId(str(n)), call_at=call.at + after) for n, after in enumerate(hours)]
    page.show_found(replace(at(Step.SAME_DAY), rows=(replace(rows[0], same_number=False), *rows[1:]), too_many=True))
    camera.picture("finding-too-many")
    page.show_found(replace(at(Step.WEEK_EITHER_SIDE), systems=_searched_systems(call.at.date())))
    camera.picture("finding-not-left")


def _searched_systems(called: date) -> tuple[SearchedSystem, ...]:
    deleted, over = called + timedelta(days=90), called + timedelta(days=31)
    return (
        SearchedSystem("telephony", Left.SYSTEM_DELETED, HALF_A_YEAR, 90, deleted, after_request=True),
        SearchedSystem("old telephony", Left.PERIOD_OVER, RetentionPeriod(months=1), None, over),
        SearchedSystem("switchboard", Left.MAY_BE_THERE, HALF_A_YEAR, None, None),
    )
