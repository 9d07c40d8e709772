"""Policies on the screen: seen in plain words, changed after a preview, and by two where a check gets weaker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.ui.kit.rows import RowsView
from desktop.ui.office import policies_place
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.policies import PolicyRow, rows_of
from tests.ui.office.asked import asked
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on as labels_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

IDENTITY, OFFICE, KEEPING = PolicyName.IDENTITY, PolicyName.OFFICE, PolicyName.KEEPING


def made(seat: Seat, role: Role) -> PoliciesPlace:
    return seat.open(PoliciesPlace(seat.staff.context(role)))


@pytest.fixture
def place(seat: Seat) -> Iterator[PoliciesPlace]:
    yield made(seat, Role.ADMINISTRATOR)


def opened(seat: Seat, place: PoliciesPlace, name: PolicyName) -> None:
    place.list_page.table.opened.emit(name)
    seat.settle()


def row(place: PoliciesPlace, what: str) -> PolicyRow:
    return next(each for each in rows_of(place._state.policy) if each.what == what)


def edit(seat: Seat, place: PoliciesPlace, what: str, number: str) -> None:
    place.policy_page.change_wanted.emit(row(place, what))
    asked(place).number.set_value(number)
    seat.submit(asked(place))


def words_on(part: QWidget) -> str:
    """Return all that is visible, the rows of tables too."""
    views = [view for view in part.findChildren(RowsView) if view.isVisible()]
    cells = [cell for view in views for each in view.rows_model.rows for cell in each.cells]
    return "\n".join((labels_on(part), *cells))


def kinds(staff: Staff) -> list[EventKind]:
    with staff.desk.uow().read_only() as uow:
        wanted = {kind for kind in EventKind if kind.value.startswith("polic")}
        return [event.kind for _, event in uow.proven.of_the_office(wanted, -1)]


def test_each_is_listed_and_says_what_it_decides_in_plain_words(seat: Seat, place: PoliciesPlace) -> None:
    said = words_on(place)
    assert "Every PC of the office uses these." in said and "Keeping recordings" in said
    opened(seat, place, OFFICE)
    said = words_on(place)
    assert "A PC that nobody uses locks after" in said and "5 minutes" in said and "9:00am to 5:00pm" in said
    assert "Office and hours, version 1: from the policy files of the PC on which the office was made, on" in said
    opened(seat, place, IDENTITY)
    assert "Group B, shows the current address, 3 months old at most" in words_on(place)
    opened(seat, place, KEEPING)
    assert "Recordings of telephony are kept for" in words_on(place) and "6 months" in words_on(place)


def test_a_stricter_number_holds_after_its_preview(seat: Seat, place: PoliciesPlace) -> None:
    opened(seat, place, OFFICE)
    years = next(each.key for each in place.policy_page.own.view.rows_model.rows if each.cells[1] == "2027")
    place.policy_page.own.opened.emit(years)
    assert asked(place).isVisible() and asked(place).number.value() == "2027"
    asked(place).back.emit()
    assert place.policy_page.isVisible()
    edit(seat, place, "A PC that nobody uses locks after", "3")
    said = words_on(place.preview_page)
    assert "A PC that nobody uses locks after 3 minutes instead of 5." in said and "No weaker" in said
    assert place.preview_page.reason.isHidden(), "nobody decides on it"
    assert place.preview_page.primary.text() == "Put in force" and EventKind.POLICY_CHANGED not in kinds(seat.staff)
    seat.submit(place.preview_page)
    assert place.preview_page.own_password.problem != ""
    seat.submit(place.preview_page, PASSWORD)
    assert kinds(seat.staff)[-1] is EventKind.POLICY_CHANGED
    assert place.policy_page.isVisible() and "This is in force now." in words_on(place)
    assert place.policy_page.state.kind == "success"
    assert seat.staff.desk.policy.idle_lock_minutes == 3, "this PC goes by it at once"


def test_a_weaker_check_is_proposed_and_a_supervisor_adopts_it(seat: Seat, place: PoliciesPlace) -> None:
    opened(seat, place, IDENTITY)
    place.policy_page.change_wanted.emit(row(place, "Gas, electricity, water or telephone bill"))
    assert asked(place).max_age_months.value() == "3" and asked(place).max_age_months.isVisible()
    asked(place).max_age_months.set_value("6")
    seat.submit(asked(place))
    said = words_on(place.preview_page)
    assert "Gas, electricity, water or telephone bill: may be 6 months old instead of 3." in said
    assert "Gets weaker" in said and place.preview_page.primary.text() == "Propose this change"
    seat.submit(place.preview_page, PASSWORD)
    assert kinds(seat.staff)[-1] is EventKind.POLICY_PROPOSED and "This is proposed." in words_on(place)
    assert place.policy_page.state.kind == "notice", "it waits for somebody"
    seat.submit(place.policy_page)
    assert "You proposed this." in words_on(place) and not place.preview_page.primary.isVisible()
    assert "Why: The office decided so." in words_on(place) and not place.preview_page.reason.isVisible()

    counts: list[int] = []
    other = made(seat, Role.SUPERVISOR)
    other.waiting.connect(counts.append)
    seat.refresh(other)
    assert counts[-1] == 1 and "1 change waits for a second person." in words_on(other)
    opened(seat, other, IDENTITY)
    assert not other.policy_page.file.isVisible() and not other.policy_page.own.isVisible()
    seat.submit(other.policy_page)
    assert "Adopt it only if that is what the office wants." in words_on(other)
    seat.submit(other.preview_page, "another password")
    assert other.preview_page.own_password.problem != ""
    seat.submit(other.preview_page, PASSWORD)
    assert kinds(seat.staff)[-1] is EventKind.POLICY_ADOPTED and "This is in force now." in words_on(other)
    assert counts[-1] == 0 and "adopted by Demo supervisor" in words_on(other)


def test_what_waits_can_be_dropped(seat: Seat, place: PoliciesPlace) -> None:
    opened(seat, place, KEEPING)
    edit(seat, place, "Recordings of telephony are kept for", "3")
    assert "Recordings that are destroyed" in words_on(place.preview_page)
    assert " tonight; without this" in words_on(place)
    seat.submit(place.preview_page, PASSWORD)
    press_wait = place.policy_page
    seat.submit(press_wait)
    place.preview_page.own_password.input.setText(PASSWORD)
    seat.press(place.preview_page.drop)
    assert kinds(seat.staff)[-1] is EventKind.POLICY_DROPPED and "The change is dropped." in words_on(place)


def test_a_file_comes_in_and_goes_out(
    seat: Seat, place: PoliciesPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, file = tmp_path / "out.toml", tmp_path / "in.toml"
    monkeypatch.setattr(policies_place, "choose_to_save", lambda *asked: out)
    monkeypatch.setattr(policies_place, "choose_file", lambda *asked: file)
    opened(seat, place, OFFICE)
    seat.press(place.policy_page.save)
    assert "The policy is saved as a file." in words_on(place)
    content = out.read_text("utf-8")
    file.write_text(content.replace("idle_lock_minutes", "idle_lock_minuts"), "utf-8")
    seat.press(place.policy_page.file)
    assert seat.staff.said.pop().code == "missing_key_alike" and place.policy_page.isVisible()
    file.write_text(content.replace("anchor_days = 7", "anchor_days = 3"), "utf-16")
    seat.press(place.policy_page.file)
    assert "has waited 3 days instead of 7 for an anchor." in words_on(place.preview_page)
    place.preview_page.back.emit()
    assert place.policy_page.isVisible() and EventKind.POLICY_CHANGED not in kinds(seat.staff)
