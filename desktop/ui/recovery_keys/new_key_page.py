"""The page of a recovery key that was made here. It is never told the secret half: that goes to paper or a file."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.office.recovery_proof import END
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.words import tr


class NewKeyPage(BackPage):
    """One new key: it is printed or saved, and proved by its end. Emits `print_wanted`, `save_wanted`, `another`."""

    print_wanted = Signal()
    save_wanted = Signal()
    another = Signal()

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.print, self.save = SecondaryButton(tr("Print it")), SecondaryButton(tr("Save it as a file"))
        row = FlowLayout(gap=16)
        for button in (self.print, self.save):
            row.addWidget(button)
        self._body.addLayout(row)
        self.gone_out = Banner("success")
        hint = tr("The program asks so that nobody finds out too late that a key cannot be read.")
        self.proof = PasswordField("proof", tr("Last {n} characters of the key").format(n=END), hint, letters=14)
        self.add(self.gone_out, self.proof)
        self.again = self.add_link(tr("Make another key instead"), self.another.emit)
        self.print.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self.save_wanted)

    def show_new(self) -> None:
        """Ask for a key that was just made to be printed or saved."""
        keep = tr("Give it to someone else, or keep it in a different place from the other one.")
        self.set_lead(tr("Print it, or save it on a USB stick."), keep)
        self._show(proved=False, out="")
        self.set_missing(tr("Print or save the key first."))
        self.rest_on(self.print)

    def show_printed(self) -> None:
        """Say that it was printed, and ask for its end."""
        self.show_out(tr("The key went to the printer."), tr("Fetch the sheet, and type the end of its key."))

    def show_out(self, *said: str) -> None:
        """Say that it was printed or saved, and ask for its end."""
        self._show(proved=False, out=" ".join(said))
        self.set_missing()
        self.proof.focus_target().setFocus()

    def show_proved(self) -> None:
        """Say that nothing is left to do with this key."""
        self.set_lead(tr("This key is printed or saved, and proved."))
        self._show(proved=True, out="")
        self.set_missing()
        self.rest_on(self.primary)

    def show_refused(self) -> None:
        """Say no more of what was tried; a key that has gone nowhere is still to be printed or saved."""
        self.set_busy("")
        if not self.gone_out.words and not self.print.isHidden():
            self.set_missing(tr("Print or save the key first."))

    def focus_first(self) -> None:
        """Leave the focus where the key's state has put it."""

    def _show(self, *, proved: bool, out: str) -> None:
        self.wipe()
        self.set_problems(())
        for button in (self.print, self.save):
            button.setVisible(not proved)
        self.again.setVisible(proved)
        self.gone_out.set_parts(out)
        self.proof.setVisible(bool(out))
