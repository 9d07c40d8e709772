"""The slip for someone whose evidence was not enough today: what to bring, in plain words, without blame, and who
arranges another time."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from desktop.application.sessions.views import ReceiptView
from desktop.domain.office.policy import Contact, OfficePolicy
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.paper.sheets import on_sheets, sheet_font
from desktop.ui.kit.paper.typesetting import Typesetter
from desktop.ui.sessions.their_language import ENGLISH_ALONE, OnPaper, Papers, in_language, on_paper
from desktop.words import tr
from desktop.words.sessions.to_bring import by_share_code, how_many, lines_with_address, lines_with_photo

OFFICE, SECTION, TEXT = 18.0, 13.0, 12.0
"""Points."""


def slip_title(receipt: ReceiptView) -> str:
    """Return the title of the document: the reference, and nobody's name."""
    return tr("What to bring, {reference}").format(reference=receipt.reference.replace("/", "-"))


def slip_document(
    receipt: ReceiptView, policy: IdPolicy, languages: Papers = ENGLISH_ALONE, *, contact: Contact | None = None
) -> QTextDocument:
    """Return the list of things to bring next time, laid out on sheets of A4, once for each language.

    `contact`: who arranges another time; None where the paper does not say it.
    """
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, slip_title(receipt))
    writer = Typesetter(document, TEXT)
    for place, language in enumerate(languages):
        with in_language(language):
            _write(writer, receipt, policy, new_sheet=bool(place))
            if contact is not None:
                _offer_another_time(writer, receipt, contact)
    return on_sheets(document)


def slip_on_paper(receipt: ReceiptView, ids: IdPolicy, policy: OfficePolicy) -> tuple[QTextDocument, OnPaper]:
    """Return the slip in the languages of whoever takes it home, and which these are."""

    customer = receipt.kind is not Kind.INTERNAL  # a colleague knows the office
    example = policy.contact.made_up and not receipt.demo  # no real office prints that
    contact = policy.contact if customer and not example else None

    def write(languages: Papers = ENGLISH_ALONE) -> QTextDocument:
        return slip_document(receipt, ids, languages, contact=contact)

    paper = on_paper(write, receipt.kind, receipt.language, policy)
    return write(paper.languages), paper


def _write(writer: Typesetter, receipt: ReceiptView, policy: IdPolicy, *, new_sheet: bool) -> None:
    """Write it in one language. `new_sheet`: on a sheet of its own."""
    day = receipt.closed_at.date()
    photo, code = lines_with_photo(policy, day), by_share_code(policy, day)
    played = tr("We could not play your call today. Nothing was opened. You can come back another day.")
    if receipt.kind is Kind.INTERNAL:
        played = tr("We could not play the call today. Nothing was opened. You can come back another day.")
    writer.line(receipt.office, OFFICE, bold=True, above=0)
    if new_sheet:
        writer.go_to_next_sheet()
    if receipt.demo:
        writer.line(tr("Demo office."), bold=True)
    writer.line(tr("Your request {reference}.").format(reference=receipt.reference) + f" {played}")
    if policy.slots == 1:
        writer.line(tr("Please bring one of these, with your name on it."))
        writer.bullets(photo)
    else:
        for enough in how_many(policy):
            writer.line(enough)
        writer.line(tr("With a photo"), SECTION, bold=True, above=12)
        writer.bullets(photo)
        writer.line(tr("With your current address"), SECTION, bold=True, above=12)
        writer.bullets(lines_with_address(policy, day))
    if code:
        writer.line(code, above=12)
    writer.line(tr("If your name has changed, bring evidence of it, such as a marriage certificate."), above=12)


def _offer_another_time(writer: Typesetter, receipt: ReceiptView, contact: Contact) -> None:
    """Say that another time will be arranged, and with whom."""
    how = tr("Call {telephone} or write to {mail}, and quote {reference}.").format(
        telephone=contact.telephone, mail=contact.mail, reference=receipt.reference
    )
    writer.line(f"{tr('We will arrange another time. Your request stays open.')} {how}", above=12)
