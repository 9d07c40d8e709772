"""The fields that ask for a recovery key: its file, or the key itself, pasted or typed from its paper."""

from __future__ import annotations

from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field, PasswordField
from desktop.ui.kit.widgets.path_field import PathField
from desktop.words import kit as kit_wording
from desktop.words import tr

FILE, TYPED = "file", "typed"


class WhichKey:
    """The fields, for the page that holds them. A key that is pasted shows as dots."""

    def __init__(self) -> None:
        choices = Choice(FILE, tr("In a file")), Choice(TYPED, tr("On paper, or to be pasted"))
        self.whence = ChoiceField("whence", tr("Where is the recovery key?"), choices, across=True)
        self.whence.set_value(FILE)
        title = tr("Choose the recovery key")
        hint = tr("From a USB stick")
        self.file = PathField("recovery", tr("The file of a recovery key"), hint, file_title=title, files=True)
        self.key = PasswordField("recovery_key", tr("The recovery key"), letters=60)
        self.fields: tuple[Field, ...] = self.whence, self.file, self.key
        self.key.hide()  # never `show` here: without a parent each would be a window of its own for a moment
        self.whence.edited.connect(self._show_whence)
        self.show_kept(False)

    @property
    def in_file(self) -> bool:
        """Whether it is in a file."""
        return self.whence.value() == FILE

    @property
    def asked(self) -> Field:
        """The field that is asked for now."""
        return self.file if self.in_file else self.key

    def typed(self, before: str) -> str:
        """Return the key that was typed, or else the one `before`."""
        return self.key.value() or before

    def show(self, shown: bool) -> None:
        """Ask for it, or do not."""
        self.whence.setVisible(shown)
        self.file.setVisible(shown and self.in_file)
        self.key.setVisible(shown and not self.in_file)

    def show_kept(self, kept: bool) -> None:
        """Say how a key is typed, or that one was typed before."""
        begins = tr("It begins with AGE-SECRET-KEY-1. Spaces and small letters do no harm.")
        self.key.set_hint(kit_wording.kept_before() if kept else begins)

    def _show_whence(self) -> None:
        self.show(True)
