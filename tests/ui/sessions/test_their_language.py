"""The language of the counter: what is read aloud, the customer’s page, and what they take home, in Welsh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.application.ports.sound import Ear
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.views import RemovedView, SessionView
from desktop.domain.copies.marking import PublicReason
from desktop.domain.office.office_policy import OfficePolicy, Welsh
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.overlays import KeySheet
from desktop.ui.kit.style import Appearance, current, wear
from desktop.ui.kit.text import Words
from desktop.ui.player.sheets import DisplaySheet
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import StopPage
from desktop.ui.sessions.brief_page import BriefPage, CustomerPage, introduction_of, languages_for, script_of
from desktop.ui.sessions.closed_page import ClosedPage, receipt_document, slip_document
from desktop.ui.sessions.listener_language import on_screen
from desktop.ui.sessions.listening.listening_panel import panel_of
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.session_page import Ask
from desktop.words import tr, written_in
from desktop.words.welsh import InWelsh, welsh
from tests.support.offices.policies_in_force import with_policies
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_closing import Closed, closed  # noqa: F401
from tests.ui.staff import shown

MANY = tuple(
    RemovedView(at * 80_000, at * 80_000 + 16_000 * at, reason)
    for at, reason in enumerate((PublicReason.ABOUT_ANOTHER_PERSON, PublicReason.PLAIN, PublicReason.CARD_DETAILS), 1)
)


def views_of(view: SessionView) -> list[SessionView]:
    """Return that session with every number of removed parts, every need, and every length."""
    calls = [replace(view.call, removed=removed) for removed in ((), MANY[:1], MANY[1:2], MANY[:1] * 2, MANY)]
    calls += [replace(view.call, frames=seconds * view.call.rate) for seconds in (1, 2, 60, 119, 3700)]
    made = [replace(view, call=call, needs=(need,)) for call in calls for need in Need]
    represented = frozenset({Party.REPRESENTATIVE})
    others = {"has_transcript": True}, {"parties": represented}
    return [each for view in made for each in (view, *(replace(view, **other) for other in others))]


def offering(policy: OfficePolicy, *, unchecked: bool) -> OfficePolicy:
    return replace(policy, welsh=Welsh.OFFERED, welsh_unchecked=unchecked)


def welsh_office(counter: Counter, *, unchecked: bool = True) -> Context:
    context = counter.place.context
    own = offering(context.desk.policy, unchecked=unchecked)
    return replace(context, desk=with_policies(context.desk, office=own))


def test_everything_that_is_read_aloud_and_read_is_in_the_catalogue(counter: Counter) -> None:
    counter.brief()
    view, zone = counter.view, counter.staff.desk.office.zone
    language = InWelsh()
    with written_in(language):
        for each in views_of(view):
            script_of(each, zone)
            introduction_of(each, zone)
    assert language.missing == set()


def test_what_would_be_said_of_another_call_keeps_no_welsh_back(counter: Counter) -> None:
    counter.brief()
    view, zone, language = counter.view, counter.staff.desk.office.zone, InWelsh()
    with written_in(language):
        script_of(view, zone)
        introduction_of(view, zone)
    assert view.own_call and language.unchecked
    others = [said.words for (english, _), said in welsh().items() if "that someone else made about you" in english]
    assert len(others) == 2 and language.unchecked.isdisjoint(others)


def test_everything_on_the_receipt_and_the_slip_is_in_the_catalogue(closed: Closed) -> None:  # noqa: F811
    desk, language = closed.staff.desk, InWelsh()
    with written_in(language):
        for outcome in Outcome:
            for wanted in (True, False):
                receipt = replace(closed.receipt, outcome=outcome, copy_wanted=wanted, complaint=wanted, removed=MANY)
                receipt_document(receipt, desk.office.zone, desk.policy.regulator)
                receipt_document(replace(receipt, not_heard=(), disputes=()), desk.office.zone, desk.policy.regulator)
        for demo in (True, False):
            slip_document(replace(closed.receipt, demo=demo), desk.id_policy, contact=desk.policy.contact)
    assert language.missing == set()


def test_unchecked_welsh_is_kept_back_unless_the_office_says_otherwise_and_colleagues_read_english(
    counter: Counter,
) -> None:
    counter.brief()
    view, context = counter.view, counter.place.context
    zone, own = context.desk.office.zone, context.desk.policy
    unchecked, checked = offering(own, unchecked=True), offering(own, unchecked=False)
    for wanted, kind, policy, codes, listens in (
        (Language.WELSH, Kind.SUBJECT_ACCESS, unchecked, ["cy", "en"], True),
        (Language.WELSH, Kind.SUBJECT_ACCESS, checked, ["en"], False),
        (Language.WELSH, Kind.SUBJECT_ACCESS, own, ["en"], False),  # this office writes no Welsh
        (Language.WELSH, Kind.INTERNAL, unchecked, ["en"], False),
        (Language.ENGLISH, Kind.SUBJECT_ACCESS, unchecked, ["en", "cy"], False),
        (Language.BOTH, Kind.SUBJECT_ACCESS, unchecked, ["cy", "en"], False),
        (None, Kind.SUBJECT_ACCESS, unchecked, ["en", "cy"], False),
    ):
        found = languages_for(replace(view, language=wanted, kind=kind), zone, policy)
        assert list(found) == codes, (wanted, kind)
        assert (on_screen(kind, wanted, policy) is not None) is listens, (wanted, kind)


def test_the_words_to_read_are_in_the_language_they_want_and_a_press_gives_the_other(counter: Counter) -> None:
    first = counter.brief()
    assert not first.other_language.isVisible() and "Please do not record." in first.script.words
    context, view = welsh_office(counter), counter.view
    page = BriefPage(replace(view, language=Language.WELSH), context)
    shown(counter.qtbot, page)
    assert "Peidiwch â recordio, os gwelwch yn dda." in page.script.words and page.script.words in page.where()
    assert page.primary.text() == "Heard. Start now", "the adviser's own words stay"
    page.other_language.click()
    assert "Please do not record." in page.script.words and page.other_language.text() == "Read it in Welsh"
    english = BriefPage(replace(view, language=Language.BOTH), context)
    shown(counter.qtbot, english)
    assert "Please do not record." in english.script.words and english.other_language.isVisible()


def test_the_customers_page_begins_in_their_language_and_changes_at_once(counter: Counter) -> None:
    counter.brief()
    context, view = welsh_office(counter), counter.view
    english = CustomerPage(view, counter.place.context)
    shown(counter.qtbot, english)
    assert not english.languages.isVisible(), "where there is one language nobody is asked"
    page = CustomerPage(replace(view, language=Language.WELSH), context)
    shown(counter.qtbot, page)
    assert (
        page.languages.isVisible()
        and page.heading.words == "Cyn i chi wrando"
        and page.leave.text() == "Yn ôl at y cynghorydd"
    )
    page.languages.options["en"].click()
    counter.until(lambda: "Please do not record." in words_on(page))
    assert page.leave.text() == "Back to the adviser" and tr("Before you listen") == "Before you listen"


def test_who_wants_welsh_alone_listens_in_welsh(counter: Counter) -> None:
    opened = counter.listen()._opened
    welsh = replace(opened, session=replace(opened.session, language=Language.WELSH))
    panel = panel_of(welsh, welsh_office(counter))
    shown(counter.qtbot, panel)
    assert (panel.play.text(), panel.stop.text(), panel.more.button.text()) == ("Chwarae", "Stopio", "Rhagor")
    assert panel.now.words == "Yn barod pan fyddwch chi" and panel.about.words.startswith("Eich galwad: dydd ")
    panel.show_playing(True)
    assert panel.play.text() == "Oedi"
    part = panel.call.removed[0]
    panel.show_frame(part.start - panel.call.rate)
    assert panel.next_part.words.startswith("Nesaf: mae rhan wedi’i thynnu")
    panel.show_frame(part.start + 10)
    assert "wedi’i dynnu: am berson arall" in panel.now.words
    panel.show_frame(panel.call.frames)
    panel.show_playing(False)
    assert panel.now.words == "Dyma ddiwedd yr alwad"
    panel.show_volume(60)
    panel.show_rate(0.9)
    panel.more.open()
    assert panel.more.button.text() == "Llai" and panel.level.middle.text() == "6 o 10"
    panel.show_heard(())
    panel.show_piece_over()
    assert panel.where().endswith("Mae’r bylchwr yn chwarae ac yn oedi.")
    assert isinstance(panel.language, InWelsh) and panel.language.missing == set()
    assert tr("Play") == "Play", "the program speaks as before"


def test_the_page_of_a_distress_stop_is_in_their_language_and_the_advisers_words_are_not(counter: Counter) -> None:
    language = InWelsh()
    page = StopPage(counter.identified(), counter.place.context, language)
    shown(counter.qtbot, page)
    assert [each.text() for each in (page.stop_here, page.take_break, page.go_on)] == [
        "Stopio yma",
        "Cymryd seibiant",
        "Parhau i wrando",
    ]
    assert "Nid oes rhaid i chi barhau." in words_on(page) and page.primary.text() == "Continue listening"
    page.take_break.click()
    assert page.why.about == "Ar seibiant" and language.missing == set()


def test_the_receipt_is_in_their_languages_the_welsh_first(counter: Counter) -> None:
    counter.closing()
    counter.close_session()
    made = counter.place.closed_view
    assert made is not None
    welsh, english = "Derbynneb am apwyntiad gwrando", "Receipt of a listening appointment"
    for wanted, unchecked, sheets, kept_back in (
        (Language.WELSH, True, [welsh], False),
        (Language.BOTH, True, [welsh, english], False),
        (Language.WELSH, False, [english], True),
        (Language.ENGLISH, True, [english], False),
    ):
        receipt = replace(made.receipt, language=wanted)
        page = ClosedPage(replace(made, receipt=receipt), welsh_office(counter, unchecked=unchecked))
        shown(counter.qtbot, page)
        QApplication.processEvents()
        text = page.document.toPlainText()
        assert [title for title in (welsh, english) if title in text] == sheets
        assert page.document.pageCount() == len(sheets), "each language on a sheet of its own"
        assert ("no native reader has checked the Welsh" in words_on(page)) is kept_back


def test_kinds_of_documents_on_the_slip_are_welsh_where_the_catalogue_has_them(closed: Closed) -> None:  # noqa: F811
    policy = closed.staff.desk.id_policy
    text = slip_document(closed.receipt, policy, languages=(InWelsh(), None)).toPlainText()
    assert "pasbort" in text and "Passport" in text and text.index("pasbort") < text.index("Passport")
    assert closed.receipt.closed_at.date() >= date(2026, 1, 1)


# The keys, text size and colours in the window that fills the screen; and what the request says that they need

Key = Qt.Key


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    yield
    wear(Appearance())


def keys_of(window: ListeningWindow) -> dict[str, str]:
    sheet = window.sheets.shown
    assert isinstance(sheet, KeySheet)
    return sheet.sheet.values()


def close_sheet(counter: Counter, window: ListeningWindow) -> None:
    sheet = window.sheets.shown
    assert sheet is not None
    QTest.keyClick(sheet, Key.Key_Escape)
    counter.until(lambda: window.sheets.shown is None)


def test_f1_shows_the_keys_of_the_listening_window_and_pauses_what_plays(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.3)
    sound.key(Key.Key_F1)
    sound.until(lambda: not window.control.playing)
    said = keys_of(window)
    assert said["Space"] == "Play, or pause" and said["N"] and said["Esc twice"] == "Stop, and hide the call at once"
    close_sheet(sound, window)
    assert window.isVisible() and not window.on_break
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)


def test_an_escape_that_closes_a_sheet_is_the_first_of_two_and_no_sign_opens_one_without_letter_keys(
    counter: Counter,
) -> None:
    window = counter.listen()
    counter.place.context.habits.letter_keys = False
    counter.key(Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert window.sheets.shown is None
    counter.key(Key.Key_F1)
    assert "N" not in keys_of(window) and "Esc twice" in keys_of(window)
    close_sheet(counter, window)
    counter.key(Key.Key_Escape)
    counter.until(lambda: window.on_break)


def test_both_sheets_are_in_welsh_for_whoever_listens_in_welsh(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = welsh_office(counter)

    def listening(opened: Opened, _: Context, *rest: Any) -> ListeningWindow:
        welsh = replace(opened, session=replace(opened.session, language=Language.WELSH))
        return ListeningWindow(welsh, context, *rest)

    monkeypatch.setattr("desktop.ui.sessions.place.ListeningWindow", listening)
    window = counter.listen()
    counter.key(Key.Key_F1)
    assert keys_of(window)["Bylchwr"] == "Chwarae, neu oedi"
    close_sheet(counter, window)
    window.panel.more.open()
    counter.press(window.panel.display)
    sheet = window.sheets.shown
    assert isinstance(sheet, DisplaySheet) and sheet.windowTitle() == "Maint y testun a lliwiau"
    assert isinstance(window.language, InWelsh)
    window.language.missing.clear()
    sheet.text.more_button.click()
    assert sheet.text.middle.text() == "125%" and window.language.missing == set()
    close_sheet(counter, window)
    assert tr("Close") == "Close", "the program speaks as before"


def test_text_and_colours_are_changed_for_this_call_alone_and_are_as_they_were_when_one_comes_back_to_it(
    counter: Counter,
) -> None:
    window = counter.listen()
    control = window.control
    window.panel.more.open()
    counter.press(window.panel.display)
    sheet = window.sheets.shown
    assert isinstance(sheet, DisplaySheet)
    before = window.panel.about.font().pixelSize()
    sheet.text.more_button.click()
    sheet.text.more_button.click()
    assert sheet.text.middle.text() == "150%" and window.panel.about.font().pixelSize() > before
    sheet.colours.options["light"].click()
    assert {window.__dict__["theme"], window.panel.__dict__["theme"]} == {"light"}
    close_sheet(counter, window)
    control.set_volume(70)
    control.set_rate(0.8)
    control.set_ear(Ear.LEFT)
    window.panel.finish.click()
    counter.settle()
    assert current() == Appearance(), "the adviser's own text is as it was"
    counter.place.run(Ask.NOT_HEARD)
    counter.until_it_listens()
    back = counter.window
    assert back is not window and (back.control.volume, back.control.rate, back.control.ear) == (70, 0.8, Ear.LEFT)
    assert back.sheets.theme == "light" and current().text == 150
    counter.place.leave_window()
    assert current().text == 100


def test_what_they_need_to_read_is_worn_before_they_sit_down(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def listening(opened: Opened, *rest: Any) -> ListeningWindow:
        needs = (Need.LARGE_TYPE, Need.HIGH_CONTRAST)
        return ListeningWindow(replace(opened, session=replace(opened.session, needs=needs)), *rest)

    monkeypatch.setattr("desktop.ui.sessions.place.ListeningWindow", listening)
    window = counter.listen()
    assert current().text == 150
    assert {window.__dict__["theme"], window.panel.__dict__["theme"]} == {"high-contrast"}
    counter.place.leave_window()
    assert current().text == 100


def test_the_customers_page_is_in_large_type_and_says_that_it_is_as_they_asked(counter: Counter) -> None:
    counter.brief()
    view, context = counter.view, counter.place.context
    plain = replace(view, needs=(Need.EXTRA_TIME,), adjustments=())
    asked = replace(view, needs=(Need.LARGE_TYPE,), adjustments=())
    sizes, said = [], []
    for each in (plain, asked):
        page = CustomerPage(each, context)
        shown(counter.qtbot, page)
        sizes.append(page.lines.findChildren(Words)[0].font().pixelSize())
        said.append("It is set up as you asked." in page.where())
    assert sizes[1] > sizes[0] and said == [False, True]
