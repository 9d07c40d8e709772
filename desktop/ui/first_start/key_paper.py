"""A recovery key on paper: its secret half in groups to type, and as a QR code; how to use it; who keeps it.

Rules:
- One key a sheet, and nothing of the other one.
- The document is made as it is printed, and dropped at once: nothing on the screen has it.
"""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from desktop.application.ports.first_start import NewRecoveryKey
from desktop.domain.office.recovery_proof import END, groups
from desktop.ui.kit.paper.codes import add_code
from desktop.ui.kit.paper.sheets import MM, on_sheets, sheet_font
from desktop.ui.kit.paper.typesetting import Typesetter
from desktop.words import tr

OFFICE, TITLE, SECTION, TEXT, KEY = 18.0, 14.0, 12.0, 11.0, 14.0
"""Points."""
CODE_WIDE = 36 * MM
"""The width of the code, without the white around it."""
_IN_LINE = 5


def key_title(number: int) -> str:
    """Return the title of the document: nothing of the key."""
    return tr("Recovery key {number}").format(number=number)


def key_document(office: str, number: int, key: NewRecoveryKey) -> QTextDocument:
    """Return the paper of a key, laid out on A4."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, key_title(number))
    writer = Typesetter(document, TEXT)
    writer.line(office, OFFICE, bold=True, above=0)
    writer.line(tr("Recovery key {number} of 2").format(number=number), TITLE, bold=True, above=2)
    writer.line(tr("Whoever has this sheet and a back-up can hear everything in it. Lock it away."), bold=True)
    writer.line(tr("Keep it in another place than the other key, and not with the back-ups."))
    writer.line(tr("The key"), SECTION, bold=True, above=14)
    add_code(document, writer, "key.png", key.secret, CODE_WIDE)
    writer.fine_print(_in_lines(groups(key.secret)), KEY)
    writer.line(
        tr(
            "After AGE-SECRET-KEY-1 it has no other 1, and no letter B, I or O: 0 is a zero. Its last {n} characters "
            "are what the program asks for now."
        ).format(n=END)
    )
    writer.line(tr("To use it"), SECTION, bold=True, above=14)
    writer.bullets(
        (
            tr("Type the key into a file, in one line, or scan the code. Spaces and small letters do no harm."),
            tr("Restore the office from a back-up: listening-room restore BACK-UP --recovery FILE"),
            tr("Make a new administrator where there is none: listening-room people recover --recovery FILE ..."),
            tr("Destroy the file afterwards."),
        )
    )
    writer.line(tr("Its public half, by which the office knows it"), SECTION, bold=True, above=14)
    writer.fine_print(key.recipient, TEXT)
    writer.line(tr("Kept by: ________________________   Since: ______________"), above=24)
    return on_sheets(document)


def _in_lines(parts: tuple[str, ...]) -> str:
    first, rest = parts[0], parts[1:]
    lines = [" ".join(rest[at : at + _IN_LINE]) for at in range(0, len(rest), _IN_LINE)]
    return "\n".join((first, *lines))
