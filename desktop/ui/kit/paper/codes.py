"""QR codes: on paper, in a document's line, and as a picture on a screen."""

from __future__ import annotations

import io

import segno
from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QImage, QTextDocument

from desktop.ui.kit.paper.typesetting import Typesetter

_MODULE, _QUIET = 3, 2
"""The size of a module of the code in pixels, and of the white around it in modules. The paper adds to the white."""


def qr_png(text: str) -> bytes:
    """Return a QR code of the text, with error correction M, as PNG."""
    out = io.BytesIO()
    segno.make(text or " ", error="m", micro=False).save(out, kind="png", scale=_MODULE, border=_QUIET)
    return out.getvalue()


def qr_image(text: str) -> QImage:
    """Return a QR code of the text as a picture."""
    image = QImage()
    image.loadFromData(QByteArray(qr_png(text)))
    return image


def add_code(document: QTextDocument, writer: Typesetter, name: str, text: str, wide: float) -> None:
    """Add a QR code of the text, `wide` pixels of the sheet without the white around it. `name`: of the picture."""
    image = qr_image(text)
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
    modules = image.width() / _MODULE - 2 * _QUIET
    writer.picture(name, wide * (modules + 2 * _QUIET) / modules)
