"""The closed session: the receipt to take home, or the slip of things to bring.

The receipt says what was played, when, the removed parts, the rights, and the log's checkpoint, as text and as a QR
code, so that anybody can check the office's log against it later. It has no content. The rights are those of the person
in the call: a colleague who listened is not told of them. The regulator is that of the office's policy.
Where nobody was identified in the sitting that was closed it does not say when the call was: its day is an answer to
the caller check. Of an interrupted session that was closed without its customer it says what they heard before.

The slip is for someone whose evidence was not enough today: what to bring, in plain words, without blame, and who
arranges another time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtGui import QTextDocument, QTextOption

from desktop.application.sessions.views import ClosedView, ReceiptView
from desktop.domain.office.office_policy import Contact, OfficePolicy, Regulator
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.printing.paper import MM, Sheets, on_sheets, sheet_font
from desktop.ui.kit.printing.typesetting import Typesetter, add_code
from desktop.ui.player.panel import removed_about
from desktop.ui.running.context import Context
from desktop.ui.sessions.listener_language import ENGLISH_ALONE, OnPaper, Papers, in_language, kept_back_words, on_paper
from desktop.ui.sessions.session_page import CLOSE, Ask, SessionPage, card_of
from desktop.words import Lines, tr
from desktop.words.codes import within, words
from desktop.words.formatting import clock, length, moment
from desktop.words.to_bring import by_share_code, how_many, lines_with_address, lines_with_photo

RIGHTS: Lines = (
    "You can also ask for a copy. Listening here does not replace it.",
    "You can ask us to correct anything that is wrong.",
    "You can complain to the council. You can also complain to the regulator: {regulator}.",
)
OFFICE, RECEIPT_TITLE, RECEIPT_SECTION, RECEIPT_TEXT, RECEIPT_CHECKPOINT = 18.0, 14.0, 12.0, 11.0, 9.0
SLIP_SECTION, SLIP_TEXT = 13.0, 12.0
"""Points."""
NAMES_WIDE = 42 * MM
CODE_WIDE = 30 * MM
"""The width of the code, without the white around it."""


def _written(
    office: str, title: str, points: float, languages: Papers, write: Callable[[QTextDocument, Typesetter], None]
) -> QTextDocument:
    """Return a paper of that office, laid out on sheets of A4; each language begins on a sheet of its own."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(points))
    wraps = QTextOption()
    wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a signature is one long word
    document.setDefaultTextOption(wraps)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    writer = Typesetter(document, points)
    for place, language in enumerate(languages):
        with in_language(language):
            writer.line(office, OFFICE, bold=True, above=0)
            if place:
                writer.go_to_next_sheet()
            write(document, writer)
    return on_sheets(document)


def receipt_title(receipt: ReceiptView) -> str:
    """Return the title of the document, also used as its file name: the reference, and nobody's name."""
    return tr("Receipt {reference}").format(reference=receipt.reference.replace("/", "-"))


def receipt_document(
    receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator, languages: Papers = ENGLISH_ALONE
) -> QTextDocument:
    """Return the receipt, once for each language."""
    write = partial(_write_receipt, receipt, zone, regulator)
    return _written(receipt.office, receipt_title(receipt), RECEIPT_TEXT, languages, write)


def receipt_on_paper(receipt: ReceiptView, zone: ZoneInfo, policy: OfficePolicy) -> OnPaper[QTextDocument]:
    """Return the receipt in the languages of whoever takes it home."""
    write = partial(receipt_document, receipt, zone, policy.regulator)
    return on_paper(write, receipt.kind, receipt.language, policy)


def _write_receipt(
    receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator, document: QTextDocument, writer: Typesetter
) -> None:
    writer.line(tr("Receipt of a listening appointment"), RECEIPT_TITLE, bold=True, above=2)
    if receipt.demo:
        writer.line(tr("Demo office: this is not a real receipt."), bold=True)
    writer.rows(_rows(receipt, zone), NAMES_WIDE)
    if receipt.kind is not Kind.INTERNAL:
        writer.line(tr("Your rights"), RECEIPT_SECTION, bold=True, above=14)
        whom = ", ".join((regulator.name, *regulator.address, regulator.telephone, regulator.web))
        writer.bullets(tr(right).format(regulator=whom) for right in RIGHTS)
    writer.line(tr("The log of this session"), RECEIPT_SECTION, bold=True, above=14)
    writer.line(
        tr("Everything that happened is in a log. Anyone can use this code to check that the log is unchanged.")
    )
    add_code(document, writer, "checkpoint.png", receipt.checkpoint, CODE_WIDE)
    writer.fine_print(receipt.checkpoint, RECEIPT_CHECKPOINT)


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


def slip_title(receipt: ReceiptView) -> str:
    """Return the title of the document: the reference, and nobody's name."""
    return tr("What to bring, {reference}").format(reference=receipt.reference.replace("/", "-"))


def slip_document(
    receipt: ReceiptView, policy: IdPolicy, contact: Contact | None = None, languages: Papers = ENGLISH_ALONE
) -> QTextDocument:
    """Return the list of things to bring next time, once for each language.

    `contact`: who arranges another time; None where the paper does not say it.
    """
    write = partial(_write_slip, receipt, policy, contact)
    return _written(receipt.office, slip_title(receipt), SLIP_TEXT, languages, write)


def slip_on_paper(receipt: ReceiptView, ids: IdPolicy, policy: OfficePolicy) -> OnPaper[QTextDocument]:
    """Return the slip in the languages of whoever takes it home."""
    customer = receipt.kind is not Kind.INTERNAL  # a colleague knows the office
    example = policy.contact.made_up and not receipt.demo  # no real office prints that
    write = partial(slip_document, receipt, ids, policy.contact if customer and not example else None)
    return on_paper(write, receipt.kind, receipt.language, policy)


def _write_slip(
    receipt: ReceiptView, policy: IdPolicy, contact: Contact | None, _: QTextDocument, writer: Typesetter
) -> None:
    day = receipt.closed_at.date()
    photo, code = lines_with_photo(policy, day), by_share_code(policy, day)
    played = tr("We could not play your call today. Nothing was opened. You can come back another day.")
    if receipt.kind is Kind.INTERNAL:
        played = tr("We could not play the call today. Nothing was opened. You can come back another day.")
    if receipt.demo:
        writer.line(tr("Demo office."), bold=True)
    writer.line(tr("Your request {reference}.").format(reference=receipt.reference) + f" {played}")
    if policy.slots == 1:
        writer.line(tr("Please bring one of these, with your name on it."))
        writer.bullets(photo)
    else:
        for enough in how_many(policy):
            writer.line(enough)
        writer.line(tr("With a photo"), SLIP_SECTION, bold=True, above=12)
        writer.bullets(photo)
        writer.line(tr("With your current address"), SLIP_SECTION, bold=True, above=12)
        writer.bullets(lines_with_address(policy, day))
    if code:
        writer.line(code, above=12)
    writer.line(tr("If your name has changed, bring evidence of it, such as a marriage certificate."), above=12)
    if contact is not None:
        offer = tr("We will arrange another time. Your request stays open.")
        how = tr("Call {telephone} or write to {mail}, and quote {reference}.").format(
            telephone=contact.telephone, mail=contact.mail, reference=receipt.reference
        )
        writer.line(f"{offer} {how}", above=12)


class ClosedPage(SessionPage):
    """The page of a closed session. Emits `wanted(Ask.PRINT)` and `back`. `document` is printed as `document_title`."""

    def __init__(self, closed: ClosedView, context: Context) -> None:
        view = closed.session
        assert view.outcome is not None
        slip = view.outcome is Outcome.NOT_ENOUGH_EVIDENCE
        if slip:
            lead = tr("Give them the slip with what to bring, and offer another day.")
        elif view.kind is Kind.INTERNAL:
            lead = tr("Print the receipt for the listener. It says what was played, not what was said.")
        else:
            lead = tr("Print the receipt for the customer. It says what was played, not what was said.")
        print_words = tr("Print the slip") if slip else tr("Print the receipt")
        about = tr("Closed: {outcome}").format(outcome=within(view.outcome, view.kind))
        super().__init__(CLOSE, view, card_of(view, context), about, lead, print_words)
        zone = context.desk.office.zone
        ids, policy = context.desk.id_policy.for_request(view.kind), context.desk.policy
        receipt = closed.receipt
        paper = slip_on_paper(receipt, ids, policy) if slip else receipt_on_paper(receipt, zone, policy)
        self.document = paper.written
        self.document_title = slip_title(receipt) if slip else receipt_title(receipt)
        self.add(Banner("success", tr("The session is closed.")))
        if paper.kept_back:
            self.add(Banner("notice", kept_back_words()))
        sheets = Sheets()
        sheets.show_document(self.document, tr("What is printed"))
        self.add(sheets)
        self.add_link(tr("Done, back to Today"), self.back.emit)
        self.submitted.connect(partial(self.wanted.emit, Ask.PRINT))
