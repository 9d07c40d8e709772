"""The list for the yearly review of access, as it comes out on paper: PDFs measured by another program (poppler)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.office.accounts import Account, LendRole, lend_role
from desktop.application.ports.office import OfficeFacts
from desktop.application.shared import lists
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Loan, Permission, Person, Role
from desktop.domain.shared.ids import OfficeId, PersonId
from desktop.domain.shared.paper import PaperList
from desktop.errors import ExternalSystemError, NotAllowedError
from desktop.ui.office.people_place import PeoplePlace
from desktop.ui.office.roles_paper import roles_document
from desktop.ui.running import paper_page
from tests.support.pdf import sizes_of, words_of
from tests.ui.kit.test_paper import MM, saved
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import shown

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OFFICE = OfficeFacts(OfficeId("office"), "Riverside Council", "Riverside House", ZoneInfo("Europe/London"), "", False)
LOAN = Loan(Role.APPROVER, date(2026, 12, 3), date(2026, 12, 9))
LONG = "Bartholomew Featherstonehaugh-Cholmondeley of the Department of Customer Services"


def account(number: int, *, active: bool = True, lent: tuple[Loan, ...] = (), name: str = "") -> Account:
    shown_name = name or f"Demo Person {number}"
    person = Person(PersonId(f"p{number}"), f"person.{number}", shown_name, frozenset(Role), active, lent=lent)
    came = AT - timedelta(days=number) if number % 3 else None
    return Account(person, AT - timedelta(days=100 + number), came, 0)


def an_office_of(count: int) -> tuple[Account, ...]:
    many = [account(number) for number in range(count)]
    return (
        *many,
        account(9001, lent=(LOAN, replace(LOAN, role=Role.SUPERVISOR, last=LOAN.first)), name=LONG),
        account(9002, active=False),
        account(9003, active=False, name="Demo Left"),
    )


def test_on_many_sheets_nothing_is_cut_covered_lost_or_split_and_each_says_what_it_is(
    qapp: QApplication, tmp_path: Path
) -> None:
    document, path = roles_document(an_office_of(40), AT, OFFICE), tmp_path / "list.pdf"
    saved(document, path)
    words, pages = words_of(path), document.pageCount()
    assert {word.page for word in words} == set(range(pages)) and pages > 1
    for number, word in enumerate(words):
        assert word.left >= 15 * MM and word.right <= 195 * MM and word.top >= 10 * MM and word.bottom <= 287 * MM, word
        assert not [other for other in words[number + 1 : number + 400] if word.overlaps(other)], word
    sizes = sizes_of(path)
    assert min(sizes) >= 9.9 and max(sizes) <= 18.5, sizes
    listed = [int(word.text.removeprefix("person.")) for word in words if re.fullmatch(r"person\.\d+", word.text)]
    assert listed == [*range(40), 9001, 9002, 9003]
    for sheet in range(pages):
        on_sheet = [word for word in words if word.page == sheet]
        said = " ".join(word.text for word in on_sheet)
        assert said.count("Who has which role, 24 November 2026. Riverside Council") == 1
        assert said.count(f"Page {sheet + 1} of {pages}") == 1
        if "Last sign-in" in said:  # the names of the columns, below which a row begins
            under = max(word.bottom for word in on_sheet if word.text == "Since")
            first = min((word for word in on_sheet if word.top > under), key=lambda word: (round(word.top), word.left))
            assert first.left < 25 * MM and first.text in ("Demo", LONG.split()[0]), first
        else:
            assert sheet == pages - 1


def test_it_says_roles_since_when_lent_roles_with_their_days_last_sign_in_and_who_has_left(qapp: QApplication) -> None:
    said = roles_document(an_office_of(2), AT, OFFICE).toPlainText()
    assert "Who has which role, 24 November 2026" in said and "Riverside Council" in said
    assert "3 people." in said and "2 people have left." in said
    assert said.index("Demo Person 1") < said.index(LONG) < said.index("2 people have left.") < said.index("Demo Left")
    assert "Adviser, Information officer, Approver, Supervisor, Administrator" in said
    assert "Lent: Approver from 3 December 2026 to 9 December 2026" in said
    assert "Lent: Supervisor on 3 December 2026" in said
    assert "16 August 2026" in said  # since when
    assert "Monday 23 November 2026, 10:00am" in said and "Never" in said  # the last sign-in
    assert "not a real list" not in said
    assert "not a real list" in roles_document(an_office_of(0), AT, replace(OFFICE, demo=True)).toPlainText()


@pytest.fixture
def place(seat: Seat) -> PeoplePlace:
    made = PeoplePlace(seat.staff.context(Role.ADMINISTRATOR))
    shown(seat.qtbot, made)
    by, adviser = seat.staff.in_person(Role.ADMINISTRATOR), seat.staff.person(Role.ADVISER)
    bound(lend_role, seat.staff.desk, LendRole(by, adviser, Role.APPROVER, LOAN.first, LOAN.last))()
    seat.refresh(made)
    made.list_page.paper.click()
    return made


def test_it_is_seen_as_it_will_look_then_saved_or_printed_or_the_reason_is_said(
    seat: Seat, place: PeoplePlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = place.paper_page
    assert page.isVisible() and "Demo adviser" in page.sheets.accessibleDescription()
    monkeypatch.setattr(paper_page, "choose_to_save", lambda parent, title, name, kind: tmp_path / name)
    page._save()
    seat.settle()
    [file] = tmp_path.glob("*.pdf")
    assert re.fullmatch(r"Who has which role, \d+ \w+ 2026", file.stem) and f"List saved as {file.name}." in words_on(
        place
    )
    text = " ".join(word.text for word in words_of(file))
    assert "Lent: Approver from 3 December 2026 to 9 December 2026" in text

    def none_here(parent: object, otherwise: str) -> None:
        raise ExternalSystemError(otherwise)

    monkeypatch.setattr(paper_page, "choose_printer", none_here)
    page.primary.click()
    assert seat.staff.said.pop().code == "no_printer_for_list" and "printer" not in page.made.words
    went: list[object] = []
    monkeypatch.setattr(paper_page, "choose_printer", lambda parent, otherwise: object())
    monkeypatch.setattr(paper_page, "print_sheets", lambda document, title, printer: went.append(document))
    seat.press(page.primary)
    assert went == [page.sheets.document] and "The list has gone to the printer." in words_on(place)
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / "not there" / "list.pdf")
    page._save()
    seat.settle()
    assert seat.staff.said.pop().code == "paper_not_written"
    monkeypatch.setitem(lists.SAVES, PaperList.ROLES, Permission.CONDUCT_SESSION)
    page._save()
    seat.settle()
    assert isinstance(seat.staff.said.pop(), NotAllowedError) and not page.busy
    page.back.emit()
    assert place.list_page.isVisible()
