"""The receipt: what was played, when, which parts were removed, the rights, and the log's checkpoint. No content.

The rights are those of the person in the call: somebody of the office who listened is not told of them. The regulator
is the one of the office's policy, as in its letters.

The checkpoint stands as text and as a QR code, so that anybody can hold the office's log to it later.
"""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextOption

from desktop.application.views import ReceiptView
from desktop.domain.policy import Regulator
from desktop.domain.request import Kind
from desktop.errors import SurroundingsError
from desktop.ui.documents.pdf_file import save_pdf_file
from desktop.ui.formatting import clock, length, moment
from desktop.ui.playing.panel import removed_about
from desktop.ui.style import Size, font
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words

RIGHTS = (
    "You can ask for a copy. Listening does not replace it.",
    "You can ask for what is wrong to be corrected.",
    "You can complain to the council. You can also complain to the regulator: {regulator}.",
)


def receipt_document(receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator) -> QTextDocument:
    """The receipt as a document for A4 paper."""
    document = QTextDocument()
    document.setDefaultFont(font(Size.SMALL))
    wraps = QTextOption()
    wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # a signature is one long word
    document.setDefaultTextOption(wraps)
    image = QImage()
    image.loadFromData(QByteArray(qr_png(receipt.checkpoint)))
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl("checkpoint.png"), image)
    document.setHtml(_html(receipt, zone, regulator))
    return document


def save_pdf(receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator, path: Path) -> None:
    """Write it as a PDF (supervisors only: the use case that gives a supervisor the receipt logs it).

    Raises SurroundingsError (`receipt_not_written`) where it cannot be written there.
    """
    document = receipt_document(receipt, zone, regulator)
    try:
        save_pdf_file(path, tr("Receipt {reference}").format(reference=receipt.reference), 18, document.print_)
    except OSError:
        why = tr("The receipt could not be written there. Choose another place and save it again.")
        raise SurroundingsError("receipt_not_written", why) from None


def qr_png(text: str) -> bytes:
    """A QR code of the text, with error correction M, as PNG."""
    out = io.BytesIO()
    segno.make(text or " ", error="m", micro=False).save(out, kind="png", scale=3, border=2)
    return out.getvalue()


def _html(receipt: ReceiptView, zone: ZoneInfo, regulator: Regulator) -> str:
    internal = receipt.kind is Kind.INTERNAL
    rows = [
        (tr("Reference"), receipt.reference),
        (tr("Call of") if internal else tr("Your call of"), moment(receipt.call_at, zone)),
        (tr("Here"), f"{moment(receipt.opened_at, zone)}, {receipt.place}"),
        (tr("Closed"), moment(receipt.closed_at, zone)),
        (tr("Outcome"), words(receipt.outcome, receipt.kind)),
        (tr("Heard"), _heard(receipt)),
        (tr("Not heard"), _spans(receipt) or tr("nothing")),
        (tr("Removed"), _removed(receipt) or tr("nothing")),
    ]
    rows += [] if internal else _of_their_own_call(receipt)
    table = "".join(f"<tr><td><b>{escape(name)}</b></td><td>{escape(value)}</td></tr>" for name, value in rows)
    whom = ", ".join((regulator.name, *regulator.address, regulator.telephone, regulator.web))
    rights = "".join(f"<li>{escape(tr(right).format(regulator=whom))}</li>" for right in RIGHTS)
    rights = "" if internal else f"<h3>{escape(tr('Your rights'))}</h3><ul>{rights}</ul>"
    demo = f"<p><b>{escape(tr('Demo office: this is not a real receipt.'))}</b></p>" if receipt.demo else ""
    return (
        f"<h1>{escape(receipt.office)}</h1><h2>{escape(tr('Receipt of a listening appointment'))}</h2>{demo}"
        f"<table cellpadding='2'>{table}</table>"
        f"{rights}"
        f"<h3>{escape(tr('The log of this session'))}</h3>"
        f"<p>{escape(tr('All that happened is in a log. With this code anybody can check that it is unchanged.'))}</p>"
        f"<p><img src='checkpoint.png'></p>"
        f"<pre style='font-size:7pt; white-space:pre-wrap'>{escape(receipt.checkpoint)}</pre>"
    )


def _of_their_own_call(receipt: ReceiptView) -> list[tuple[str, str]]:
    """What only the person in the call is asked, and has rights to."""
    disputes = ", ".join(clock(frame / receipt.rate) for frame in receipt.disputes)
    return [
        (tr("Disputed at"), disputes or tr("nothing")),
        (tr("Copy"), tr("wanted: Information Governance will send it") if receipt.copy_wanted else tr("not wanted")),
        (tr("Complaint"), tr("made today") if receipt.complaint else tr("none made today")),
    ]


def _heard(receipt: ReceiptView) -> str:
    total = length(receipt.frames / receipt.rate)
    return tr("{share} % of {total}").format(share=int(receipt.heard_fraction * 100), total=total)


def _spans(receipt: ReceiptView) -> str:
    rate = receipt.rate
    return ", ".join(f"{clock(gap.start / rate)} to {clock(gap.end / rate)}" for gap in receipt.not_heard)


def _removed(receipt: ReceiptView) -> str:
    parts = []
    for part in receipt.removed:
        at, lasts = clock(part.start / receipt.rate), length((part.end - part.start) / receipt.rate)
        parts.append(tr("{lasts} at {at}{about}").format(lasts=lasts, at=at, about=removed_about(part)))
    return "; ".join(parts)
