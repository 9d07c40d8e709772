"""Names as people have them: with marks, with apostrophes, one word, very long, written from right to left.

A name is stored and shown as typed, it is never taken for markup, it fits on the narrowest screen, and one that cannot
be compared with a document is not compared, which is no reason to turn anyone away.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from desktop.application.sessions.day_list import today
from desktop.domain.office.people import Role
from desktop.domain.sessions.document_numbers import Comparison, check_licence
from desktop.ui.kit.facts import CardPart, CustomerCard
from desktop.ui.kit.lists import Table
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import Words
from tests.accessibility.cut_text import cut_text
from tests.support.offices.builders import ASKER, ZONE, Office
from tests.ui.requests.panels import make
from tests.ui.requests.test_requests import fill, take
from tests.ui.reviews.conftest import Seat
from tests.ui.reviews.conftest import office as of_staff
from tests.ui.staff import Staff, the_staff

AGREES, DIFFERS, NOT_COMPARED = Comparison.AGREES, Comparison.DIFFERS, Comparison.NOT_COMPARED
NARROWEST = 683
NAMES = {
    "diacritics": ("Zoë Łucja", "Testpersön-Ðø"),
    "a letter and its mark apart": ("Zoe\u0308", "To\u0308stperson"),
    "apostrophes": ("D'Test", "O’Testperson"),
    "one word": ("", "Testperson"),
    "one word, as a given name": ("Testperson", ""),
    "200 characters in one word": ("Quillon", "Testperson" * 20),
    "200 characters in many words": ("Quillon " * 10, "Testperson " * 12),
    "Arabic": ("اختبار", "تجربة"),
    "Hebrew and Latin": ("בדיקה Quillon", "בדיקה"),
    "Chinese": ("测试", "测"),
    "like markup": ("<b>Quillon</b>", "Testperson & <i>Co</i> \"'; --"),
    "beyond the basic plane": ("𝒬uillon", "Testperson"),
}


ASKERS = {kind: replace(ASKER, given_names=given, surname=surname) for kind, (given, surname) in NAMES.items()}


staff = of_staff(the_staff)


def test_a_name_goes_through_a_whole_session_as_it_was_typed_and_never_into_the_log(office: Office) -> None:
    for asker in ASKERS.values():
        id = office.decided(office.prepared(office.imported(office.a_request(asker=asker))))
        session = office.closed(request=id)
        assert office.request(id).asker == asker and office.session(session).outcome is not None
        day = today(office.actor(), uow=office.uow(), clock=office.clock, zone=ZONE)
        assert asker.name in [row.row.shown_name for row in day.rows]
        office.clock.pass_by(days=1)
    log = b"\n".join(office.bodies()).decode()
    names = {name.strip() for asker in ASKERS.values() for name in (asker.given_names, asker.surname)} - {""}
    assert [name for name in names if name in log or json.dumps(name)[1:-1] in log] == []
    assert office.verify().whole


def test_a_name_is_taken_at_intake_as_it_was_typed(qtbot: QtBot, staff: Staff) -> None:
    seat = Seat(qtbot, staff)
    place = make(seat, Role.INFORMATION_OFFICER)
    for asker in ASKERS.values():
        place.list_page.submitted.emit()
        fill(place)
        place.form.asker.given_names.set_value(asker.given_names)
        place.form.asker.surname.set_value(asker.surname)
        kept = take(seat, place).asker
        assert (kept.given_names.strip(), kept.surname.strip()) == (asker.given_names.strip(), asker.surname.strip())


def test_a_name_on_the_customers_card_fits_on_the_narrowest_screen(qtbot: QtBot) -> None:
    area = QScrollArea()
    area.setWidgetResizable(True)
    qtbot.addWidget(area)
    area.resize(NARROWEST, 384)
    area.show()
    qtbot.waitExposed(area)
    for asker in ASKERS.values():
        card = CustomerCard(CardPart(asker.name, ("SAR-2026-0001",)))
        area.setWidget(card)
        qtbot.waitUntil(lambda card=card: card.isVisible() and card.width() > 0)  # type: ignore[misc]
        assert card.width() <= area.viewport().width() and cut_text(area) == []
        shown = [words.words for words in area.findChildren(Words)]
        assert asker.name in shown  # the same characters: nothing was read as a tag, and a screen reader hears them


@pytest.mark.parametrize(
    ("kind", "printed", "compared"),
    [
        ("diacritics", "TESTP753116ZL9IJ", (AGREES, AGREES)),
        ("a letter and its mark apart", "TOSTP753116Z99IJ", (AGREES, AGREES)),
        ("a letter and its mark apart", "TOEST753116Z99IJ", (AGREES, AGREES)),
        ("apostrophes", "OTEST753116D99IJ", (AGREES, AGREES)),
        ("apostrophes", "TESTP753116D99IJ", (DIFFERS, AGREES)),
        ("one word", "TESTP75311699" + "9IJ", (AGREES, AGREES)),
        ("one word, as a given name", "TESTP75311699" + "9IJ", (AGREES, AGREES)),
        ("200 characters in one word", "TESTP753116Q99IJ", (AGREES, AGREES)),
        ("200 characters in many words", "TESTP753116QQ9IJ", (AGREES, AGREES)),
        ("Arabic", "TESTP753116QQ9IJ", (NOT_COMPARED, NOT_COMPARED)),
        ("Hebrew and Latin", "TESTP753116Q99IJ", (NOT_COMPARED, AGREES)),
        ("Chinese", "TESTP753116QQ9IJ", (NOT_COMPARED, NOT_COMPARED)),
        ("beyond the basic plane", "TESTP753116Q99IJ", (AGREES, AGREES)),
    ],
)
def test_a_licence_is_compared_as_far_as_the_name_can_be_written_in_its_letters(
    kind: str, printed: str, compared: tuple[Comparison, Comparison]
) -> None:
    given, surname = NAMES[kind]
    check = check_licence(printed, surname, given, date(1976, 3, 11))
    assert (check.surname, check.initials) == compared and check.birth is AGREES
    assert check.agrees == (DIFFERS not in compared)


def test_a_licence_number_that_does_not_match_the_name_says_so_and_nothing_of_the_number() -> None:
    check = check_licence("TESTP753116QT9IJ", "Otherperson", "Quillon", date(1976, 3, 11))
    assert check.surname is DIFFERS and not check.agrees and "753116" not in repr(check)


def test_one_very_long_name_in_a_list_leaves_every_column_its_room(qtbot: QtBot) -> None:
    columns = ("Time", "Customer", "Request")
    table = Table("Appointments", columns, weights=(2, 4, 3))
    rows_shown = [(" ".join(name).strip(), f"SAR-2026-{n:04d}") for n, name in enumerate(NAMES.values())]
    table.show_rows([Row(reference, ("9:30am", name, reference)) for name, reference in rows_shown])
    qtbot.addWidget(table)
    table.resize(NARROWEST - 80, 384)
    table.show()
    qtbot.waitExposed(table)
    view = table.view
    for column, words in enumerate(("9:30am", "Customer", "SAR-2026-0001")):
        assert view.columnWidth(column) >= view.fontMetrics().horizontalAdvance(words), columns[column]
    assert sum(view.columnWidth(column) for column in range(3)) <= view.viewport().width()
