from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QImage, QTextDocument

from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.views import ReceiptView
from desktop.domain.office.office_policy import Regulator
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.errors import ExternalSystemError
from desktop.ui.kit.paper import save_sheets
from desktop.ui.kit.typesetting import qr_png
from desktop.ui.sessions.closed_page import receipt_document, receipt_title, slip_document, slip_on_paper
from desktop.verify.checkpoints import read_receipt
from desktop.verify.notes import Note
from tests.support.conducted import Conductor
from tests.ui.staff import INTERRUPTED, Staff, the_staff

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


def test_it_says_what_was_played_when_and_what_was_removed(closed: Closed) -> None:
    text = receipt_document(closed.receipt, LONDON, REGULATOR).toPlainText()
    for said in (
        "Riverside Council",
        "SAR-2026-0001",
        "Riverside House",
        "Tuesday 24 November 2026, 12:0",
        "Heard in part",
        f"{int(closed.receipt.heard_fraction * 100)}% of 44 s",
        "0:43 to 0:44",
        "at 0:22, about another person",
        "0:31",
        "You can also ask for a copy. Listening here does not replace it.",
        "You can complain to the council. You can also complain to the regulator: "
        "Example Regulator, 08081 570 200, regulator.example.",
    ):
        assert said in text, said


def test_of_a_session_closed_after_an_interruption_it_says_what_was_heard_and_not_when_the_call_was(
    closed: Closed,
) -> None:
    theirs, absent = (
        receipt_document(replace(closed.receipt, identified=here), LONDON, REGULATOR).toPlainText()
        for here in (True, False)
    )
    heard = f"{int(closed.receipt.heard_fraction * 100)}% of 44 s"
    assert "10:42am" in theirs and "Your call" in theirs and heard in theirs
    assert "10:42am" not in absent and "Your call" not in absent and heard in absent


def test_the_regulator_is_the_one_of_the_offices_policy(closed: Closed, tmp_path: Path) -> None:
    own = replace(REGULATOR, name="Ash & Elm <Regulator>", address=("1 Example Street", "Exampleton"))
    text = receipt_document(closed.receipt, LONDON, own).toPlainText()
    assert "the regulator: Ash & Elm <Regulator>, 1 Example Street, Exampleton, 08081 570 200" in text
    assert "Information Commissioner" not in text and "ico.org.uk" not in text


def test_it_has_no_content_and_names_nobody(closed: Closed) -> None:
    text = receipt_document(closed.receipt, LONDON, REGULATOR).toPlainText()
    notes = [noted.words for noted in INTERRUPTED.notes]
    for private in (*notes, "Customer One", "Example Street", "01632", "bin", "adviser", "passport", "Passport"):
        assert private not in text, private


def test_the_checkpoint_stands_as_text_and_in_the_code(closed: Closed, tmp_path: Path) -> None:
    document = receipt_document(closed.receipt, LONDON, REGULATOR)
    checkpoint = closed.receipt.checkpoint
    assert checkpoint.startswith("listening-room/") and checkpoint.strip() in document.toPlainText()
    image = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl("checkpoint.png"))
    assert isinstance(image, QImage) and not image.isNull()
    assert decoded(image, tmp_path) == checkpoint.rstrip("\n")


def test_it_is_verified_as_it_is_copied_out_of_the_pdf(closed: Closed, tmp_path: Path) -> None:
    checkpoint = closed.receipt.checkpoint
    save_sheets(receipt_document(closed.receipt, LONDON, REGULATOR), "Receipt", tmp_path / "receipt.pdf")
    copied = subprocess.run(["pdftotext", str(tmp_path / "receipt.pdf"), "-"], check=True, capture_output=True).stdout
    read = read_receipt(copied.decode(), checkpoint.partition("\n")[0])
    assert isinstance(read, Note) and read.text == checkpoint


def decoded(image: QImage, folder: Path) -> str:
    """Return a scanner's reading."""
    path = folder / "code.png"
    image.scaled(image.width() * 2, image.height() * 2).save(str(path))
    found = subprocess.run(["zbarimg", "-q", "--raw", "--oneshot", str(path)], check=True, capture_output=True)
    return found.stdout.decode().rstrip("\n")


def test_the_code_has_the_modules_of_its_text(qapp: object) -> None:
    text = "listening-room/0123\n417\nq83v\n\n— desk Az3\n"
    image = QImage()
    assert image.loadFromData(QByteArray(qr_png(text)))
    wanted = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(wanted)
    assert image.width() == (size + 2 * 2) * 3
    for y, row in enumerate(wanted):
        for x, dark in enumerate(row):
            assert (image.pixelColor((x + 2) * 3 + 1, (y + 2) * 3 + 1).lightness() < 128) == bool(dark)


def test_a_demo_is_marked_and_a_real_office_is_not(closed: Closed) -> None:
    mark = "Demo office: this is not a real receipt."
    assert mark in receipt_document(closed.receipt, LONDON, REGULATOR).toPlainText()
    assert mark not in receipt_document(replace(closed.receipt, demo=False), LONDON, REGULATOR).toPlainText()


def test_names_and_places_are_never_taken_for_markup(closed: Closed) -> None:
    odd = replace(closed.receipt, office="<b>Ash & Elm</b>", place="<img src='x'>", reference="<h1>R</h1>")
    text = receipt_document(odd, LONDON, REGULATOR).toPlainText()
    assert "<b>Ash & Elm</b>" in text and "<img src='x'>" in text and "<h1>R</h1>" in text


def test_a_receipt_is_called_by_its_reference_and_by_nobodys_name(closed: Closed) -> None:
    assert receipt_title(replace(closed.receipt, reference="SAR-2026-0004/2")) == "Receipt SAR-2026-0004-2"


def test_the_slip_says_what_to_bring_and_offers_no_kind_that_has_ended(closed: Closed) -> None:
    receipt = replace(closed.receipt, outcome=Outcome.NOT_ENOUGH_EVIDENCE)
    text = slip_document(receipt, closed.staff.desk.id_policy).toPlainText()
    assert "Demo office." in text and "one with a photo, and one with your current address" in text
    assert "Council tax bill, up to 12 months old" in text and "Biometric residence permit" not in text


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
