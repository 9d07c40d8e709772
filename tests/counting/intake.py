"""At the back office: a request that came by letter, from the list of requests to the line that it was taken.

The letter says who asks, where they live and when they were born, and for which call; they want a copy, and the sound
louder. Dates, times, numbers and names are what the letter says: they are typed as words are, and no design saves them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt

from desktop.domain.requests.request import Channel
from desktop.showcase.guided import LONDON
from desktop.showcase.hands import Hands
from desktop.ui.kit.choices import ListField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import Field
from desktop.ui.requests.place import RequestsPlace
from tests.counting.fingers import Fingers, Way

BORN, CALLED = date(1971, 3, 11), timedelta(days=30)


def take_a_request(fingers: Fingers, hands: Hands) -> None:
    """Take the request, and see that it was taken."""
    today = datetime.now(LONDON).date()
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    hands.shell.go("requests")
    hands.until("the_requests", lambda: place.list_page.table.view.model().rowCount() > 0)
    fingers.screen("requests", place.list_page)
    fingers.press(place.list_page.primary, primary=True)
    form = place.form
    hands.until("the_form", form.isVisible)
    fingers.screen("take a request", form)
    fingers.choose(form.kind.options["subject_access"], form.kind)
    _pick(fingers, form.came_by, Channel.LETTER)
    _type_date(fingers, form.received_on, today)
    asker, call = form.asker, form.calls.calls[0]
    _type(fingers, asker.given_names, "demo")
    _type(fingers, asker.surname, "letter writer")
    _type_date(fingers, asker.born, BORN)
    _type(fingers, asker.address, "9 example street, exampleton")
    fingers.choose(asker.acts.options["themself"], asker.acts)
    _type_date(fingers, call.day, today - CALLED)
    _type(fingers, call.time, "10:15am")
    fingers.choose(call.direction.options["in"], call.direction)
    _type(fingers, call.telephone, "01632 960147")
    fingers.choose(form.copy_wanted.options["yes"], form.copy_wanted)
    fingers.tick(form.needs.options["louder"])
    fingers.look("take a request, typed", form)
    fingers.press(form.primary, primary=True)
    hands.until("taken", lambda: place.list_page.isVisible() and place.list_page.find_link.isVisible())
    fingers.screen("taken", place.list_page)


def _type(fingers: Fingers, field: Field, words: str) -> None:
    _go_to(fingers, field)
    fingers.text(words)


def _type_date(fingers: Fingers, field: DateField, when: date) -> None:
    """Type it so that each box goes on by itself."""
    _go_to(fingers, field)
    day = f"{when:%d}" if when.day < 4 else str(when.day)
    month = f"{when:%m}" if when.month < 2 else str(when.month)
    fingers.text(f"{day}{month}{when.year}")


def _go_to(fingers: Fingers, field: Field) -> None:
    fingers.think()
    if fingers.way is Way.MOUSE and not fingers.is_at(field):
        fingers.click(field.focus_target())
    elif fingers.way is Way.KEYS:
        fingers.reach(field)


def _pick(fingers: Fingers, field: ListField, key: str) -> None:
    """Choose in a list: with the arrow keys, or by a click that opens it and one on the line."""
    fingers.think()
    if fingers.way is Way.KEYS:
        fingers.reach(field)
        while field.value() != key:
            fingers.key(Qt.Key.Key_Down)
        return
    fingers.click(field.input)
    view = field.input.view()
    fingers.hands.until("the_list_of_channels", view.isVisible)
    at = view.model().index(field.input.findData(key), 0)
    fingers.click(view.viewport(), view.visualRect(at).center())
