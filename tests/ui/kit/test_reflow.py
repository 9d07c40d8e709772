"""A window too narrow for the bar and the places side by side: 320 pixels is 1280 at 400 % (WCAG 2.2, 1.4.10)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.bar import Place, TopBarView
from desktop.ui.kit.buttons import PrimaryButton
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.rows import Row, RowsView
from tests.ui.accessible import interface, name

PLACES = [Place(each, each, 3 if each == "Requests" else 0) for each in ("Requests", "Recordings", "Appointments")]
NARROW, SHORT, HIGH = 320, 256, 640


class Seen(QObject):
    """Counts the events of one kind."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.count = kind, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == self.kind
        return False


class Asking(Page):
    def __init__(self) -> None:
        super().__init__("Take a request", "Ask the person.", primary="Register")
        self.name = TextField("name", "Name")
        self.add(self.name)


def a_frame(qtbot: QtBot, wide: int = NARROW, high: int = SHORT) -> tuple[Frame, Asking]:
    frame, page = Frame(), Asking()
    qtbot.addWidget(frame)
    frame.top_bar.show_view(TopBarView("Listening Room", "Riverside House, desk 2", "Demo adviser", "Demo office"))
    frame.rail.show_places(PLACES, "Requests")
    frame.show_page(page)
    frame.resize(wide, high)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return frame, page


def test_a_narrow_window_is_as_narrow_as_asked_and_has_a_menu_instead_of_the_bar(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    assert frame.width() == NARROW and page.isVisible()
    assert not frame.rail.isVisible() and not frame.top_bar.isVisible()
    qtbot.mouseClick(frame.folded_bar.menu_button, Qt.MouseButton.LeftButton)
    assert frame.rail.isVisible() and frame.top_bar.sign_out_button.isVisible()
    qtbot.waitUntil(lambda: page.visibleRegion().isEmpty() and not page.isEnabled())
    assert frame.rail.items[0].hasFocus() and frame.width() == NARROW


def test_a_place_that_is_chosen_closes_the_menu(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    frame.turn_menu()
    with qtbot.waitSignal(frame.rail.chosen) as chosen:
        qtbot.keyClick(frame.rail.items[0], Qt.Key.Key_Return)
    assert chosen.args == ["Requests"] and page.isVisible() and not frame.menu_open


def test_escape_closes_the_menu_and_the_keyboard_is_where_it_was(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    page.name.input.setFocus()
    page.name.input.setText("Demo")
    frame.turn_menu()
    qtbot.keyClick(frame.rail.items[0], Qt.Key.Key_Escape)
    assert page.name.input.hasFocus() and page.name.value() == "Demo"


def test_a_menu_that_is_opened_hides_no_page_and_what_it_keeps_while_it_is_shown_stays(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    hides = Seen(QEvent.Type.Hide)
    page.installEventFilter(hides)
    for _ in range(2):
        frame.turn_menu()
    assert not hides.count and page.isEnabled() and frame.menu_open is False
    qtbot.waitUntil(lambda: not page.visibleRegion().isEmpty())


def test_the_desk_is_locked_by_its_key_while_the_menu_is_closed_and_while_it_is_open(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    for turns in range(2):
        if turns:
            frame.turn_menu()
        with qtbot.waitSignal(frame.top_bar.lock):
            qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert page.isVisible()


def test_a_window_that_gets_room_again_has_its_bar_its_rail_and_what_was_typed(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    page.name.input.setText("Demo")
    frame.turn_menu()
    frame.resize(1366, 768)
    qtbot.waitUntil(lambda: frame.rail.isVisible() and frame.rail.height() > 600)
    assert frame.top_bar.isVisible() and not frame.folded_bar.isVisible() and page.isVisible()
    assert frame.rail.width() < 250 and page.name.value() == "Demo"


def test_what_is_said_above_a_page_scrolls_with_it_and_leaves_it_room(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot)
    frame.banner.set_parts("The database does not answer. " * 8)
    qtbot.waitUntil(lambda: frame.banner.isVisible() and frame.banner.height() > SHORT // 2)
    assert page.height() >= 160 and frame.height() == SHORT


def test_a_page_scrolls_no_further_than_its_own_end_whatever_is_behind_it(qtbot: QtBot) -> None:
    frame, page = a_frame(qtbot, NARROW, HIGH)
    place, inner, tall = QWidget(), StackOfPages(), Page("A longer form", "Ask the person.", primary="Save")
    QVBoxLayout(place).addWidget(inner)
    for each in (tall, short := Asking()):
        inner.addWidget(each)
    tall.add(*(TextField(f"name{number}", "Name") for number in range(12)))
    bar = frame._area.verticalScrollBar()
    assert bar.maximum() == 0
    frame.show_page(place)
    qtbot.waitUntil(lambda: bar.maximum() > HIGH)
    inner.setCurrentWidget(short)
    qtbot.waitUntil(lambda: short.isVisible() and bar.maximum() == 0)
    inner.setCurrentWidget(tall)
    qtbot.waitUntil(lambda: bar.maximum() > HIGH)
    frame.show_page(page)
    qtbot.waitUntil(lambda: page.isVisible() and bar.maximum() == 0)


def a_list(qtbot: QtBot, wide: int) -> RowsView:
    view = RowsView(
        "Open requests", ("Reference", "Customer", "Due", "What to do"), (1, 1, 1, 1), header=True, links=True
    )
    qtbot.addWidget(view)
    view.show_rows([Row(1, ("SAR-2026-0001", "Demo customer", "Monday 7 December 2026", "Approve"))])
    view.resize(wide, 200)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_no_heading_is_cut_in_a_window_of_683(qtbot: QtBot) -> None:
    view = a_list(qtbot, 598)
    columns = ("Where", "Length", "Voice", "Reason, for our file only", "What the listener is told")
    parts = RowsView("Removed parts", columns, (3, 2, 3, 4, 5), header=True, links=False)
    qtbot.addWidget(parts)
    parts.show_rows([Row(1, ("1:29 to 1:41", "11 s", "Channel 1", "About another person", "part removed, 11 s"))])
    parts.resize(598, 200)
    parts.show()
    qtbot.waitExposed(parts)
    assert parts.cards and not parts.squeezed and not view.cards


def test_rows_without_room_for_their_columns_are_cards_and_stay_a_table_to_a_screen_reader(qtbot: QtBot) -> None:
    wide, narrow = a_list(qtbot, 900), a_list(qtbot, 288)
    assert not wide.cards and narrow.cards and not narrow.squeezed
    assert narrow.rowHeight(0) > 2 * wide.rowHeight(0) and narrow.horizontalHeader().isHidden()
    table = interface(narrow)
    cells = [name(at) for index in range(table.childCount()) if (at := table.child(index)) is not None]
    assert "Monday 7 December 2026" in cells and "Due" in cells
    narrow.resize(900, 200)
    qtbot.waitUntil(lambda: not narrow.cards)
    assert not narrow.horizontalHeader().isHidden() and narrow.rowHeight(0) == wide.rowHeight(0)


def test_a_window_that_stands_still_asks_for_no_layout(qtbot: QtBot) -> None:
    for wide in (NARROW, 683, 1366):
        frame, _ = a_frame(qtbot, wide, 600)
        for _ in range(20):
            QApplication.processEvents()
        watch = Seen(QEvent.Type.LayoutRequest)
        frame.installEventFilter(watch)
        for _ in range(20):
            QApplication.processEvents()
        frame.removeEventFilter(watch)
        assert watch.count == 0


def test_a_button_shows_its_key_where_there_is_room_and_is_no_wider_for_it(qtbot: QtBot) -> None:
    bare, keyed = PrimaryButton("Book an appointment"), PrimaryButton("Book an appointment")
    keyed.set_key("Ctrl + Enter")
    for button in (bare, keyed):
        qtbot.addWidget(button)
    least = bare.minimumSizeHint()
    assert keyed.minimumSizeHint() == least and keyed.sizeHint().width() > bare.sizeHint().width()
    high = bare.heightForWidth(least.width())
    assert keyed.heightForWidth(least.width()) == high > bare.sizeHint().height()
    for button in (bare, keyed):
        button.resize(least.width(), high)
    assert bare.grab().toImage() == keyed.grab().toImage()
    for button in (bare, keyed):
        button.resize(keyed.sizeHint())
    assert bare.grab().toImage() != keyed.grab().toImage()
