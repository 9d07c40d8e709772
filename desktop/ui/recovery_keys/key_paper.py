"""A recovery key on paper: its secret half in groups to type, and as a QR code; how to use it; who keeps it.

Rules:
- One key a sheet, and nothing of the other one.
- The document is made as it is printed, and dropped at once: nothing on the screen has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextDocument

from desktop.application.ports.recovery_keys import NewRecoveryKey
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


@dataclass(frozen=True)
class KeyName:
    """The names of a key: on its page and its sheet (`heading`), as a document (`title`), and as a file (`file`).

    Nothing of the key itself is in any of them.
    """

    heading: str
    title: str
    file: str


def numbered(number: int) -> KeyName:
    """Return the name of one of the two that a new office has."""
    heading, title = tr("Recovery key {number} of 2"), tr("Recovery key {number}")
    return KeyName(heading.format(number=number), title.format(number=number), f"recovery-{number}.txt")


def in_place_of_a_lost_one() -> KeyName:
    """Return the name of one that takes the place of another."""
    return KeyName(tr("New recovery key"), tr("New recovery key"), "recovery-new.txt")


def key_document(office: str, name: KeyName, key: NewRecoveryKey) -> QTextDocument:
    """Return the paper of a key, laid out on A4."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, name.title)
    writer = Typesetter(document, TEXT)
    writer.line(office, OFFICE, bold=True, above=0)
    writer.line(name.heading, TITLE, bold=True, above=2)
    writer.line(tr("Whoever has this sheet and a back-up can hear everything in it. Lock it away."), bold=True)
    writer.line(tr("Keep it in a different place from the other key, and not with the back-ups."))
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
