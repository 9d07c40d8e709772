"""The slip for somebody whose evidence was not enough today: what to bring, in plain words, and no blame."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QTextDocument

from desktop.application.views import ReceiptView
from desktop.domain.id_policy import AddressShown, DocumentKind, IdPolicy
from desktop.domain.request import Kind
from desktop.ui.style import Size, font
from desktop.ui.wording import tr


def slip_document(receipt: ReceiptView, policy: IdPolicy) -> QTextDocument:
    """What to bring next time."""
    photo = [kind for kind in policy.kinds if kind.photo and kind.ended_on is None]
    address = [kind for kind in policy.kinds if kind.address is not AddressShown.NO and not kind.photo]
    played = tr("We could not play your call today. Nothing was opened. You can come back.")
    if receipt.kind is Kind.INTERNAL:
        played = tr("We could not play the call today. Nothing was opened. You can come back.")
    document = QTextDocument()
    document.setDefaultFont(font(Size.SMALL))
    demo = f"<p><b>{escape(tr('Demo office.'))}</b></p>" if receipt.demo else ""
    document.setHtml(
        f"<h1>{escape(receipt.office)}</h1>{demo}"
        f"<p>{escape(tr('Your request {reference}.').format(reference=receipt.reference))} "
        f"{escape(played)}</p>"
        f"{_one_of(photo) if policy.slots == 1 else _two_of(photo, address)}"
        f"<p>{escape(tr('If your name has changed, bring evidence of it, such as a marriage certificate.'))}</p>"
    )
    return document


def _two_of(photo: list[DocumentKind], address: list[DocumentKind]) -> str:
    return (
        f"<p>{escape(tr('Please bring two different documents: one with a photo, one with your current address.'))}</p>"
        f"<h3>{escape(tr('With a photo'))}</h3>{_list(photo)}"
        f"<h3>{escape(tr('With your current address'))}</h3>{_list(address)}"
    )


def _one_of(photo: list[DocumentKind]) -> str:
    return f"<p>{escape(tr('Please bring one of these, with your name on it.'))}</p>{_list(photo)}"


def _list(kinds: list[DocumentKind]) -> str:
    return "<ul>" + "".join(f"<li>{escape(_described(kind))}</li>" for kind in kinds) + "</ul>"


def _described(kind: DocumentKind) -> str:
    if kind.max_age_months:
        return tr("{name}, up to {n} months old").format(name=kind.name, n=kind.max_age_months)
    return kind.name
