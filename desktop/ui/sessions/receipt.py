"""The receipt: what was played, when, the removed parts, the rights, and the log's checkpoint. No content.

The rights are those of the person in the call: a colleague who listened is not told of them. The regulator is that of
the office's policy, as in its letters.

Where nobody was identified in the sitting that was closed it does not say when the call was: its day is an answer to
the caller check. Of an interrupted session that was closed without its customer it says what they heard before.

The checkpoint is printed as text and as a QR code, so that anybody can check the office's log against it later.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtGui import QTextDocument, QTextOption

from desktop.application.sessions.views import ReceiptView
from desktop.domain.office.policy import OfficePolicy, Regulator
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.paper.codes import add_code
from desktop.ui.kit.paper.sheets import MM, on_sheets, sheet_font
from desktop.ui.kit.paper.typesetting import Typesetter
from desktop.ui.player.panel import removed_about
from desktop.ui.sessions.their_language import ENGLISH_ALONE, OnPaper, Papers, in_language, on_paper
from desktop.words import Lines, tr
from desktop.words.codes import words
from desktop.words.formatting import clock, length, moment

RIGHTS: Lines = (
    "You can also ask for a copy. Listening here does not replace it.",
    "You can ask us to correct anything that is wrong.",
    "You can complain to the council. You can also complain to the regulator: {regulator}.",
)
OFFICE, TITLE, SECTION, TEXT, CHECKPOINT = 18.0, 14.0, 12.0, 11.0, 9.0
"""Points."""
NAMES_WIDE = 42 * MM
CODE_WIDE = 30 * MM
"""The width of the code, without the white around it."""


def receipt_title(receipt: ReceiptView) -> str:
    """Return the title of the document, also used as its file name: the reference, and nobody's name."""
    return tr("Receipt {reference}").format(reference=receipt.reference.replace("/", "-"))


def receipt_document(
    receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator, languages: Papers = ENGLISH_ALONE
) -> QTextDocument:
    """Return the receipt, laid out on sheets of A4, once for each language."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    wraps = QTextOption()
    wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a signature is one long word
    document.setDefaultTextOption(wraps)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, receipt_title(receipt))
    writer = Typesetter(document, TEXT)
    for place, language in enumerate(languages):
        with in_language(language):
            _write(document, writer, receipt, zone, regulator, new_sheet=bool(place))
    return on_sheets(document)


def receipt_on_paper(receipt: ReceiptView, zone: ZoneInfo, policy: OfficePolicy) -> tuple[QTextDocument, OnPaper]:
    """Return the receipt in the languages of whoever takes it home, and which these are."""

    def write(languages: Papers = ENGLISH_ALONE) -> QTextDocument:
        return receipt_document(receipt, zone, policy.regulator, languages)

    paper = on_paper(write, receipt.kind, receipt.language, policy)
    return write(paper.languages), paper


def _write(
    document: QTextDocument,
    writer: Typesetter,
    receipt: ReceiptView,
    zone: ZoneInfo,
    regulator: Regulator,
    *,
    new_sheet: bool,
) -> None:
    """Write it in one language. `new_sheet`: on a sheet of its own."""
    writer.line(receipt.office, OFFICE, bold=True, above=0)
    if new_sheet:
        writer.go_to_next_sheet()
    writer.line(tr("Receipt of a listening appointment"), TITLE, bold=True, above=2)
    if receipt.demo:
        writer.line(tr("Demo office: this is not a real receipt."), bold=True)
    writer.rows(_rows(receipt, zone), NAMES_WIDE)
    if receipt.kind is not Kind.INTERNAL:
        writer.line(tr("Your rights"), SECTION, bold=True, above=14)
        whom = ", ".join((regulator.name, *regulator.address, regulator.telephone, regulator.web))
        writer.bullets(tr(right).format(regulator=whom) for right in RIGHTS)
    writer.line(tr("The log of this session"), SECTION, bold=True, above=14)
    writer.line(
        tr("Everything that happened is in a log. Anyone can use this code to check that the log is unchanged.")
    )
    _add_checkpoint(document, writer, receipt.checkpoint)


def _add_checkpoint(document: QTextDocument, writer: Typesetter, checkpoint: str) -> None:
    add_code(document, writer, "checkpoint.png", checkpoint, CODE_WIDE)
    writer.fine_print(checkpoint, CHECKPOINT)


def _rows(receipt: ReceiptView, zone: ZoneInfo) -> list[tuple[str, str]]:
    internal = receipt.kind is Kind.INTERNAL
    rows = [
        (tr("Reference"), receipt.reference),
        (tr("Present"), f"{moment(receipt.opened_at, zone)}, {receipt.place}"),
        (tr("Closed"), moment(receipt.closed_at, zone)),
        (tr("Outcome"), words(receipt.outcome, receipt.kind)),
    ]
    if receipt.identified:  # to anyone else it would give the answers of the caller check away
        rows.insert(1, (tr("Your call") if receipt.own_call else tr("Call"), moment(receipt.call_at, zone)))
    if receipt.identified or receipt.heard_fraction:
        rows += [
            (tr("Heard"), _heard(receipt)),
            (tr("Not heard"), _spans(receipt) or tr("nothing")),
            (tr("Removed"), _removed(receipt) or tr("nothing")),
        ]
    else:
        rows.append((tr("Heard"), tr("nothing")))
    return rows + ([] if internal else _of_their_own_call(receipt))


def _of_their_own_call(receipt: ReceiptView) -> list[tuple[str, str]]:
    """Return the rows that apply only to the person in the call."""
    disputes = ", ".join(clock(frame / receipt.rate) for frame in receipt.disputes)
    return [
        (tr("Disputed at"), disputes or tr("nothing")),
        (tr("Copy"), tr("wanted: Information Governance will send it") if receipt.copy_wanted else tr("not wanted")),
        (tr("Complaint"), tr("made today") if receipt.complaint else tr("none made today")),
    ]


def _heard(receipt: ReceiptView) -> str:
    total = length(receipt.frames / receipt.rate)
    return tr("{share}% of {total}").format(share=int(receipt.heard_fraction * 100), total=total)


def _spans(receipt: ReceiptView) -> str:
    rate = receipt.rate
    said = tr("{start} to {end}")
    return ", ".join(said.format(start=clock(gap.start / rate), end=clock(gap.end / rate)) for gap in receipt.not_heard)


def _removed(receipt: ReceiptView) -> str:
    parts = []
    for part in receipt.removed:
        at, lasts = clock(part.start / receipt.rate), length((part.end - part.start) / receipt.rate)
        parts.append(tr("{lasts} at {at}{about}").format(lasts=lasts, at=at, about=removed_about(part)))
    return "; ".join(parts)
