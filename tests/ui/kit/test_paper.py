"""Everything printed, as it really comes out: PDFs by the printer's own path and by that of a saved file,
measured by another program (poppler).

Widths and heights are in points from the upper left corner of the sheet.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from desktop.application.sessions.views import ReceiptView
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.printing.paper import print_sheets, save_sheets
from desktop.ui.kit.printing.typesetting import fits_window
from desktop.ui.kit.style import Appearance, Colours, wear
from desktop.ui.letters.letter import letter_document
from desktop.ui.sessions.closed_page import receipt_document, slip_document
from tests.support.pdf import greys_of, sizes_of, words_of
from tests.ui.letters.test_letter import ID_POLICY, LETTER, LETTERS, LONDON, QUESTION
from tests.ui.sessions.test_closing import REGULATOR, Closed, closed

__all__ = ["closed"]

MM = 72 / 25.4
LONG = "Demo Representative-Hyphenated of Somebody Else"
ADDRESSES = {
    "four": LETTER.to,
    "six": ("Demo Customer Four", "Flat 12", "Example House", "4 Example Street", "Exampleton", "ZZ9 9ZZ"),
    "seven": ("Demo Customer Four", "Flat 12", "Example House", "4 Example Street", "Exampleford", "Town", "ZZ9 9ZZ"),
    "long name": (LONG, "Flat 12, Example Mansions and Gardens", "4 Example Street", "Exampleton", "ZZ9 9ZZ"),
}
PAPERS = ("receipt", "receipt of staff", "receipt of many parts", "slip", "slip of staff", *LetterKind)


Way = Callable[[QTextDocument, Path], None]


def saved(document: QTextDocument, path: Path) -> None:
    save_sheets(document, "A title", path)


def printed(document: QTextDocument, path: Path) -> None:
    """Print by the printer that `choose_printer` makes, whose output is a file here."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_sheets(document, "A title", printer)


@pytest.fixture(params=[printed, saved], ids=["printed", "saved"])
def way(request: pytest.FixtureRequest) -> Way:
    given: Way = request.param
    return given


def paper(name: str, receipt: ReceiptView, closed: Closed) -> QTextDocument:
    policy = closed.staff.desk.id_policy
    if name == "receipt":
        return receipt_document(receipt, LONDON, REGULATOR)
    if name == "receipt of staff":
        return receipt_document(replace(receipt, kind=Kind.INTERNAL), LONDON, REGULATOR)
    if name == "receipt of many parts":
        many = tuple(replace(receipt.removed[0], start=at * 8000, end=at * 8000 + 4000) for at in range(120))
        return receipt_document(replace(receipt, removed=many), LONDON, REGULATOR)
    if name == "slip":
        return slip_document(replace(receipt, outcome=Outcome.NOT_ENOUGH_EVIDENCE), policy)
    if name == "slip of staff":
        return slip_document(replace(receipt, kind=Kind.INTERNAL), policy.for_request(Kind.INTERNAL))
    return letter_document(LETTERS[LetterKind(name)], LONDON, ID_POLICY, QUESTION)


@pytest.mark.parametrize(
    ("name", "way"), [*((name, saved) for name in PAPERS), ("receipt", printed), (LetterKind.INVITATION, printed)]
)
def test_type_on_paper_can_be_read_and_nothing_is_cut_or_overlaps(
    name: str, way: Way, closed: Closed, tmp_path: Path
) -> None:
    document = paper(name, closed.receipt, closed)
    said = document.toPlainText().replace("\u2028", " ").replace("\ufffc", " ")
    path = tmp_path / "paper.pdf"
    way(document, path)
    words = words_of(path)
    for word in words:
        assert word.left >= 15 * MM and word.right <= 195 * MM and word.top >= 10 * MM and word.bottom <= 287 * MM, word
    for number, word in enumerate(words):
        for other in words[number + 1 : number + 400]:
            assert not word.overlaps(other), (word, other)
    on_paper = re.sub(r"[\s•]", "", "".join(word.text for word in words))
    # a table is read by columns or by rows: compare the letters, whatever their order
    assert sorted(on_paper) == sorted(re.sub(r"[\s•]", "", said))
    sizes = sizes_of(path)
    assert min(sizes) >= 8.9 and max(sizes) <= 18.5, sizes
    body = [size for size in sizes if 10 <= size <= 12.1]
    assert body, sizes


@pytest.mark.parametrize("name", ("receipt", "slip", LetterKind.INVITATION))
def test_paper_is_black_on_white_also_where_the_screen_is_dark(
    name: str, way: Way, closed: Closed, qapp: QApplication, tmp_path: Path
) -> None:
    wear(Appearance(colours=Colours.DARK))
    try:
        way(paper(name, closed.receipt, closed), tmp_path / "paper.pdf")
    finally:
        wear(Appearance())
    for page, sheet in enumerate(greys_of(tmp_path / "paper.pdf")):
        assert (sheet[0, 0], sheet[-1, -1]) == (255, 255)
        scale = sheet.shape[0] / 842
        for word in (word for word in words_of(tmp_path / "paper.pdf") if word.page == page):
            top, bottom, left, right = (round(x * scale) for x in (word.top, word.bottom, word.left, word.right))
            assert np.min(sheet[top:bottom, left:right]) < 64, word.text


def test_the_code_on_the_receipt_is_30_mm_wide_and_can_be_scanned(closed: Closed, tmp_path: Path) -> None:
    pdf = tmp_path / "receipt.pdf"
    printed(receipt_document(closed.receipt, LONDON, REGULATOR), pdf)
    listed = subprocess.run(["pdfimages", "-list", str(pdf)], check=True, capture_output=True, text=True).stdout
    image = listed.splitlines()[2].split()
    wide, dots_across, dots_down = int(image[3]), float(image[12]), float(image[13])
    modules = wide // 3
    for dots in (dots_across, dots_down):
        assert 29.5 <= wide / dots * 25.4 * (modules - 4) / modules <= 30.5
    page = tmp_path / "page"
    sheet = re.split(r"\s+", listed.splitlines()[2].strip())[0]
    render = ["pdftoppm", "-r", "200", "-gray", "-png", "-f", sheet, "-l", sheet, "-singlefile", str(pdf), str(page)]
    subprocess.run(render, check=True)
    scanned = subprocess.run(["zbarimg", "-q", "--raw", f"{page}.png"], check=True, capture_output=True).stdout
    assert scanned.decode().strip() == closed.receipt.checkpoint.strip()


@pytest.mark.parametrize("lines", ADDRESSES.values(), ids=list(ADDRESSES))
def test_the_address_stays_in_the_window_of_the_envelope_however_the_sheet_has_slid(
    lines: tuple[str, ...], way: Way, tmp_path: Path
) -> None:
    assert fits_window(lines)
    document = letter_document(replace(LETTER, to=lines), LONDON, ID_POLICY)
    assert document.pageCount() == 1
    way(document, tmp_path / "letter.pdf")
    wanted = " ".join(lines).split()
    at_left = [word for word in words_of(tmp_path / "letter.pdf") if word.left < 100 * MM and word.top < 90 * MM]
    address = [word for word in at_left if word.top > 50 * MM]
    assert [word.text for word in address] == wanted
    for word in address:
        assert word.top >= 57 * MM and word.bottom <= 87 * MM, word
        assert word.left >= 20 * MM and word.right <= 100 * MM, word
    highest = max(word.bottom - word.top for word in address)
    assert highest >= 10 * 1.1


def test_nothing_but_the_address_is_seen_in_the_window(way: Way, tmp_path: Path) -> None:
    way(letter_document(replace(LETTER, to=ADDRESSES["seven"]), LONDON, ID_POLICY), tmp_path / "letter.pdf")
    for word in words_of(tmp_path / "letter.pdf"):
        seen = word.right > 10 * MM and word.left < 110 * MM and word.bottom > 52 * MM and word.top < 92 * MM
        assert not seen or word.text in " ".join(ADDRESSES["seven"]).split(), word


def test_an_address_that_does_not_fit_is_not_taken_for_one_that_does() -> None:
    assert not fits_window(("Demo Customer Four", *(f"Line {number}" for number in range(7))))
    assert not fits_window(("Demo Customer Four", *["A line of an address that is far too long for a window"] * 4))


def test_a_pdf_has_its_title_and_its_words_and_no_tags(tmp_path: Path) -> None:
    pdf = tmp_path / "letter.pdf"
    save_sheets(letter_document(LETTER, LONDON, ID_POLICY), "Invitation", pdf)
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"^Title: +Invitation$", told, re.MULTILINE)
    assert re.search(r"^Tagged: +no$", told, re.MULTILINE)  # docs/accessibility.md, 11.8, says so
    read = [word.text for word in words_of(pdf)]
    assert read.index(LETTER.to[0].split()[0]) < read.index("Dear")
