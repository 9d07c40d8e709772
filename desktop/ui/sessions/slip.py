"""The slip for somebody whose evidence was not enough today: what to bring, in plain words, without blame."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from desktop.application.sessions.views import ReceiptView
from desktop.domain.sessions.id_policy import AddressShown, DocumentKind, IdPolicy
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.paper.sheets import on_sheets, sheet_font
from desktop.ui.kit.paper.typesetting import Typesetter
from desktop.words import tr
from desktop.words.shared.counts import up_to_months_old

OFFICE, SECTION, TEXT = 18.0, 13.0, 12.0
"""Points."""


def slip_title(receipt: ReceiptView) -> str:
    """Return the title of the document: the reference, and nobody's name."""
    return tr("What to bring, {reference}").format(reference=receipt.reference.replace("/", "-"))


def slip_document(receipt: ReceiptView, policy: IdPolicy) -> QTextDocument:
    """Return the list of things to bring next time, laid out on sheets of A4."""
    photo = [kind for kind in policy.kinds if kind.photo and kind.ended_on is None]
    address = [kind for kind in policy.kinds if kind.address is not AddressShown.NO and not kind.photo]
    played = tr("We could not play your call today. Nothing was opened. You can come back another day.")
    if receipt.kind is Kind.INTERNAL:
        played = tr("We could not play the call today. Nothing was opened. You can come back another day.")
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, slip_title(receipt))
    writer = Typesetter(document, TEXT)
    writer.line(receipt.office, OFFICE, bold=True, above=0)
    if receipt.demo:
        writer.line(tr("Demo office."), bold=True)
    writer.line(tr("Your request {reference}.").format(reference=receipt.reference) + f" {played}")
    if policy.slots == 1:
        writer.line(tr("Please bring one of these, with your name on it."))
        _list(writer, photo)
    else:
        writer.line(tr("Please bring two different documents: one with a photo, one with your current address."))
        writer.line(tr("With a photo"), SECTION, bold=True, above=12)
        _list(writer, photo)
        writer.line(tr("With your current address"), SECTION, bold=True, above=12)
        _list(writer, address)
    writer.line(tr("If your name has changed, bring evidence of it, such as a marriage certificate."), above=12)
    return on_sheets(document)


def _list(writer: Typesetter, kinds: list[DocumentKind]) -> None:
    writer.bullets(_described(kind) for kind in kinds)


def _described(kind: DocumentKind) -> str:
    if kind.max_age_months:
        return up_to_months_old(kind.name, kind.max_age_months)
    return kind.name
