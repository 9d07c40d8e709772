"""Step 5: the closing page, the receipt to take home, and the slip of what to bring."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.views import ReceiptView
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import Regulator
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import NoteKind, Outcome, Party, State
from desktop.domain.shared.kinds import Kind
from desktop.errors import ExternalSystemError
from desktop.ui.kit.printing.paper import save_sheets
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage, receipt_document, receipt_title, slip_document, slip_on_paper
from desktop.verify.checkpoints import read_receipt
from desktop.verify.notes import Note
from desktop.words import written_in
from desktop.words.errors import message_for
from desktop.words.welsh import InWelsh
from tests.support.offices.conducted import Conductor, Noted
from tests.ui.presses import spot_of, until_taken
from tests.ui.sessions.counter import HEARD_HALF, PAGE, Counter
from tests.ui.staff import INTERRUPTED, Staff, the_staff


def test_it_shows_what_was_not_heard_and_noted_and_every_question_has_to_be_answered(counter: Counter) -> None:
    page = counter.closing()
    read = counter.words()
    assert "Not heard: 0:22 to 0:44. Do they want to hear it?" in read
    assert "Dispute at 0:12, correction wanted: It was put out at seven." in read
    assert page.bar is not None and page.noted.isVisible() and not page.fold_back.isVisible()
    counter.press(page.primary)
    assert page.complaint.problem and page.acknowledged.problem and not page.copy_wanted.problem
    assert counter.kept().state is State.CLOSING
    assert page.bar.visibleRegion().boundingRect() == page.bar.rect() and not page.noted.isVisible()
    counter.press(page.fold_back)
    assert page.noted.isVisible() and not page.fold_back.isVisible()
    counter.close_session(acknowledged="no")
    kept = counter.kept()
    assert kept.state is State.CLOSED and not kept.answers.acknowledged and kept.outcome is Outcome.HEARD_IN_PART


def test_what_was_not_heard_is_said_in_words_that_can_be_translated(counter: Counter) -> None:
    """Its "to" was once left out of what is translated."""
    counter.closing()
    with written_in(InWelsh()):
        page = ClosePage(counter.view, counter.place.context)
    counter.qtbot.addWidget(page)
    assert page.not_heard is not None
    assert "0:22" in page.not_heard.words and "0:22 to 0:44" not in page.not_heard.words


def test_a_very_long_note_is_folded_and_can_be_read_whole(counter: Counter) -> None:
    counter.closing()
    view = counter.view
    for words in (LONG, "x" * 10_000, "line\n" * 2_000):
        counter.go_to(replace(view, notes=(replace(view.notes[0], words=words),)))
        [long] = counter.page(ClosePage).notes
        assert len(long.said.words) < 400 and long.said.words.endswith("\u2026")
        assert long.height() < counter.place.height() / 2, "the questions are not pushed out of sight"
        assert long.link.text() == "Show all of it" and "Dispute" in long.link.accessibleName()
        counter.press(long.link)
        assert words.strip() in long.said.words and long.link.text() == "Show less"


LONG = " ".join(["It was put out at seven, and nobody came."] * 250)[:10_000]


def choose(counter: Counter, page: ClosePage, outcome: Outcome) -> None:
    """Choose another outcome than the one that is filled in."""
    if page.other_outcome.isVisible():
        counter.press(page.other_outcome)
    page.outcome.set_value(outcome.value)
    page.outcome.edited.emit()


@pytest.mark.parametrize("notes", [1, 3])
def test_the_longest_close_does_not_scroll(counter: Counter, notes: int) -> None:
    said = "They say that nobody told them, and that the neighbour had seen it. " * 4
    many = tuple(
        Noted(NoteKind.DISPUTE, said if notes > 1 else "It was put out at seven.", 5 + at) for at in range(notes)
    )
    page = counter.closing(replace(HEARD_HALF, parties=frozenset(Party) - {Party.REPRESENTATIVE}, notes=many))
    counter.as_small_as(PAGE)
    assert page.fold_back.isVisible() is (notes > 1)
    counter.all_in_sight()
    counter.press(page.primary)
    counter.all_in_sight()
    choose(counter, page, Outcome.TECHNICAL_FAULT)
    counter.all_in_sight()
    counter.press(page.primary)
    assert page.complaint.problem and page.acknowledged.problem and page.outcome_words.problem
    counter.all_in_sight()


def test_an_outcome_that_needs_words_asks_for_them_and_one_that_needs_none_is_not_kept_by_them(
    counter: Counter,
) -> None:
    assert not counter.closing().outcome_words.isVisible()
    page = counter.answer()
    choose(counter, page, Outcome.STOPPED_BY_STAFF)
    assert page.outcome_words.isVisible()
    counter.press(page.primary)
    assert page.outcome_words.problem == "Type a few words about what happened."
    page.outcome_words.set_value("The \u202emrala rang.")
    counter.press(page.primary)
    assert page.outcome_words.problem.startswith("There is a hidden character in this")
    choose(counter, page, Outcome.HEARD_IN_PART)
    counter.press(page.primary)
    counter.page(ClosedPage)
    assert counter.kept().outcome is Outcome.HEARD_IN_PART


def test_the_second_half_of_a_double_click_on_close_asks_for_no_printer(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", asked.append)
    counter.closing()
    page = counter.answer()
    until_taken(counter.qtbot, page.primary).click()
    counter.until(lambda: isinstance(counter.place.page, ClosedPage))
    closed = counter.place.page
    assert isinstance(closed, ClosedPage)
    for press in (spot_of(closed.primary).click, lambda: spot_of(closed.primary).key(Qt.Key.Key_Return)):
        press()
        counter.settle()
        assert asked == []
    until_taken(counter.qtbot, closed.primary).click()
    assert asked == [counter.place]


def test_the_receipt_is_printed_after_the_log_says_so_and_can_be_printed_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.closing()
    closed = counter.close_session()
    printer, none = QPrinter(), ExternalSystemError("no_printer")
    printed: list[tuple[QPrinter, QTextDocument, EventKind]] = []

    def fails(_parent: object) -> None:
        raise none

    def to_the_printer(document: QTextDocument, title: str, chosen: QPrinter) -> None:
        printed.append((chosen, document, counter.events()[-1]))
        assert title.startswith("Receipt SAR-")

    monkeypatch.setattr("desktop.ui.sessions.place.print_sheets", to_the_printer)
    for choose, said in ((lambda _: None, ""), (fails, message_for(none))):
        monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", choose)
        counter.press(closed.primary)
        assert EventKind.RECEIPT_PRINTED not in counter.events() and closed.primary.isEnabled()
        assert counter.place.banner.words == said
    monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", lambda _: printer)
    for _ in range(2):
        counter.press(closed.primary)
    assert printed == [(printer, closed.document, EventKind.RECEIPT_PRINTED)] * 2


# The receipt, and the slip


LONDON = ZoneInfo("Europe/London")
REGULATOR = Regulator("Example Regulator", "08081 570 200", "regulator.example")


@dataclass(frozen=True)
class Closed:
    """A closed session, with a dispute and a question, and its receipt as a supervisor gets it."""

    staff: Staff
    receipt: ReceiptView


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Closed]:
    staff = the_staff(tmp_path_factory.mktemp("closed"))
    adviser = staff.actor(Role.ADVISER)
    conductor = Conductor(staff.desk, adviser, INTERRUPTED, staff.wait)
    conductor.identify(staff.appointments()[0].id)
    conductor.listen()
    conductor.close()
    desk = staff.desk
    supervisor = staff.actor(Role.SUPERVISOR)
    receipt = receipt_to_save(supervisor, conductor.view.id, uow=desk.uow(), clock=desk.clock, office=desk.office)
    yield Closed(staff, receipt)
    staff.close()


def text_of(receipt: ReceiptView, regulator: Regulator = REGULATOR) -> str:
    return receipt_document(receipt, LONDON, regulator).toPlainText()


def test_it_says_what_was_played_when_and_what_was_removed(closed: Closed) -> None:
    text = text_of(closed.receipt)
    for said in (
        *("Riverside Council", "SAR-2026-0001", "Riverside House", "Tuesday 24 November 2026, 12:0", "Heard in part"),
        f"{int(closed.receipt.heard_fraction * 100)}% of 44 s",
        *("0:43 to 0:44", "at 0:22, about another person", "0:31"),
        "You can also ask for a copy. Listening here does not replace it.",
        "You can complain to the council. You can also complain to the regulator: "
        "Example Regulator, 08081 570 200, regulator.example.",
        "Demo office: this is not a real receipt.",
    ):
        assert said in text, said
    assert "this is not a real receipt" not in text_of(replace(closed.receipt, demo=False))


def test_of_a_session_closed_after_an_interruption_it_says_what_was_heard_and_not_when_the_call_was(
    closed: Closed,
) -> None:
    theirs, absent = (text_of(replace(closed.receipt, identified=here)) for here in (True, False))
    heard = f"{int(closed.receipt.heard_fraction * 100)}% of 44 s"
    assert "10:42am" in theirs and "Your call" in theirs and heard in theirs
    assert "10:42am" not in absent and "Your call" not in absent and heard in absent


def test_the_regulator_is_the_policys_and_names_and_places_are_never_taken_for_markup(closed: Closed) -> None:
    own = replace(REGULATOR, name="Ash & Elm <Regulator>", address=("1 Example Street", "Exampleton"))
    odd = replace(closed.receipt, office="<b>Ash & Elm</b>", place="<img src='x'>", reference="<h1>R</h1>")
    text = text_of(odd, own)
    assert "the regulator: Ash & Elm <Regulator>, 1 Example Street, Exampleton, 08081 570 200" in text
    assert "Information Commissioner" not in text and "ico.org.uk" not in text
    assert "<b>Ash & Elm</b>" in text and "<img src='x'>" in text and "<h1>R</h1>" in text


@pytest.mark.against("customer")
def test_it_has_no_content_and_names_nobody(closed: Closed) -> None:
    text = text_of(closed.receipt)
    notes = [noted.words for noted in INTERRUPTED.notes]
    for private in (*notes, "Customer One", "Example Street", "01632", "bin", "adviser", "passport", "Passport"):
        assert private not in text, private
    assert receipt_title(replace(closed.receipt, reference="SAR-2026-0004/2")) == "Receipt SAR-2026-0004-2"


def test_its_checkpoint_is_verified_as_it_is_copied_out_of_the_pdf(closed: Closed, tmp_path: Path) -> None:
    document, checkpoint = receipt_document(closed.receipt, LONDON, REGULATOR), closed.receipt.checkpoint
    assert checkpoint.startswith("listening-room/")
    save_sheets(document, "Receipt", tmp_path / "receipt.pdf")
    copied = subprocess.run(["pdftotext", str(tmp_path / "receipt.pdf"), "-"], check=True, capture_output=True).stdout
    read = read_receipt(copied.decode(), checkpoint.partition("\n")[0])
    assert isinstance(read, Note) and read.text == checkpoint


def test_the_slip_says_what_to_bring_and_offers_no_kind_that_has_ended(closed: Closed) -> None:
    receipt = replace(closed.receipt, outcome=Outcome.NOT_ENOUGH_EVIDENCE)
    policy = closed.staff.desk.id_policy
    text = slip_document(receipt, policy).toPlainText()
    assert "Demo office." in text and "one with a photo, and one with your current address" in text
    assert "Council tax bill, up to 12 months old" in text and "Biometric residence permit" not in text
    of_staff = slip_document(replace(receipt, kind=Kind.INTERNAL), policy.for_request(Kind.INTERNAL)).toPlainText()
    assert "Please bring one of these, with your name on it." in of_staff and "Staff pass" in of_staff
    assert "address" not in of_staff.lower()


def test_the_slip_offers_another_time_and_says_whom_to_call_but_not_at_the_address_of_the_example(
    closed: Closed,
) -> None:
    desk = closed.staff.desk
    receipt, contact = replace(closed.receipt, outcome=Outcome.NOT_ENOUGH_EVIDENCE), desk.policy.contact

    def slip(receipt: ReceiptView, *, made_up: bool) -> str:
        policy = replace(desk.policy, contact=replace(contact, made_up=made_up))
        return slip_on_paper(receipt, desk.id_policy, policy).written.toPlainText()

    offer = (
        f"We will arrange another time. Your request stays open. Call {contact.telephone} or write to {contact.mail}"
    )
    real = replace(receipt, demo=False)
    assert f"{offer}, and quote SAR-2026-0001." in slip(receipt, made_up=True)
    assert offer in slip(real, made_up=False) and contact.telephone not in slip(real, made_up=True)
    assert contact.telephone not in slip(replace(real, kind=Kind.INTERNAL), made_up=False)


def test_where_it_cannot_be_written_that_is_said_and_what_was_there_stays(closed: Closed, tmp_path: Path) -> None:
    there = tmp_path / "receipt.pdf"
    there.write_bytes(b"an earlier receipt")
    document = receipt_document(closed.receipt, LONDON, REGULATOR)

    def half(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as full, pytest.raises(ExternalSystemError) as refused:
        full.setattr(Path, "write_bytes", half)
        save_sheets(document, "Receipt", there)
    assert refused.value.code == "paper_not_written"
    assert there.read_bytes() == b"an earlier receipt"
    assert [path.name for path in tmp_path.glob("*.p*")] == ["receipt.pdf"]
    with pytest.raises(ExternalSystemError):
        save_sheets(document, "Receipt", tmp_path / "nowhere" / "receipt.pdf")
