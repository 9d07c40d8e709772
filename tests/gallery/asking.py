"""The gallery's pictures of a question: a supervisor asks, and the adviser answers on Today."""

from __future__ import annotations

from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.today import TodayPlace
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.office import first_key

QUESTION = "What did you offer after the sound was stopped?"
ANSWER = "A break, a glass of water and another day. They wanted to go home."


def asked_and_answered(camera: Camera) -> None:
    """Show the field, the question that was sent, the adviser's list and page, and that the answer is sent."""
    camera.sign_in("supervisor", PASSWORD)
    _ask(camera)
    camera.sign_out()
    camera.sign_in("adviser", PASSWORD)
    _answer(camera)
    camera.sign_out()


def _ask(camera: Camera) -> None:
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


def _answer(camera: Camera) -> None:
    place = camera.go(TodayPlace)
    camera.picture("today-questions")
    place.list_page.questions.table.opened.emit(first_key(place.list_page.questions.table))
    camera.rest()
    page = place.answer_page
    camera.press(page.primary, "today-question-problem")
    page.answer.set_value(ANSWER)
    camera.press(page.primary, "today-answered")
