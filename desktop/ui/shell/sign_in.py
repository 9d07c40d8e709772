"""Signing in, and changing one's own password: a first one before anything else is shown, or another at any time.

Rules:
- The sign-in page is painted first, before anything heavy is loaded.
- The page of one's own password is made when it is needed, and everything typed in it is wiped when it goes.
- Where only the witness could not be reached, the password is changed all the same; the next page says so.
- Where it is not theirs to choose here, no page is shown, and the window says where it is.
- A change that ends after they have signed out lets nobody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from desktop.errors import CheckpointNotStoredError, ListeningRoomError, NotAllowedError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.forms.fields import PasswordField, TextField
from desktop.ui.kit.forms.page import Page, refused_words
from desktop.words import tr
from desktop.words.errors import message_for

if TYPE_CHECKING:
    from desktop.domain.office.people import Person
    from desktop.ui.running.context import Context


class SignInPage(Page):
    """The sign-in page. It takes typing at once; the button waits for the office.

    So does Enter: it is remembered until then, unless more is typed after it. Emits `wanted(name, password)`, and
    `refused` of each refusal that it shows.
    """

    wanted = Signal(str, str)
    keys_wanted = Signal()
    refused = Signal(ListeningRoomError)

    def __init__(self) -> None:
        super().__init__(
            tr("Sign in"), tr("Use your own name and password. Every session is logged."), primary=tr("Sign in")
        )
        self.refusal = Banner("problem")
        self.name = TextField("name", tr("Name"))
        self.password = PasswordField("password", tr("Password"))
        self.news = Banner("notice")
        self.log_state = Banner("problem")
        self.add(self.log_state, self.news, self.refusal, self.name, self.password)
        self.submitted.connect(self._submit)
        self._opening, self._entered = "", False
        self._keys: LinkButton | None = None
        for field in (self.name, self.password):
            field.edited.connect(self._typed_on)

    def show_new_demo(self) -> None:
        """Say that the demo was rebuilt, until someone has signed in."""
        said = tr(
            "The demo was made for an earlier day, so it was made again for today. What you did in the earlier "
            "one is kept in a folder beside it."
        )
        self.news.set_parts(said)

    def show_log_not_whole(self, *, unproved: bool) -> None:
        """Say that the log is not whole, until the program ends. `unproved`: it could not be compared."""
        self.log_state.set_parts(
            tr("The newest part of this office’s log could not be checked. Tell an administrator today.")
            if unproved
            else tr(
                "This office’s log is not as it was written. Tell a supervisor before the next session. Under Log, "
                "“Verify the log” says what is wrong."
            )
        )

    def show_opening(self, words: str) -> None:
        """Say what it waits for; the button is disabled until `show_ready`."""
        self._opening, self._entered = words, False
        self.refusal.set_parts()
        self.offer_keys(False)
        self.set_missing(words)

    def go_on_opening(self, words: str) -> None:
        """Say how far that is, unless it is open by now. An Enter that was pressed still counts."""
        if self._opening not in ("", words):
            self._opening = words
            self._say_opening()

    def _say_opening(self) -> None:
        as_soon = (tr("You will be signed in as soon as it is open."),) if self._entered else ()
        self.set_missing(self._opening, *as_soon)

    def show_ready(self) -> None:
        """Enable the button: the office is open. Continue if Enter was pressed."""
        entered, self._opening, self._entered = self._entered, "", False
        self.set_missing()
        if entered:
            self.primary.click()

    def show_cannot_open(self, error: ListeningRoomError) -> None:
        """Say that the office cannot be opened, why, and what to do."""
        self._opening, self._entered = "", False
        self.set_missing(tr("Nobody can sign in here until this is put right. Tell an administrator."))
        self.refusal.set_parts(message_for(error))

    def offer_keys(self, offered: bool) -> None:
        """Offer to restore this PC's keys, which its keyring has lost (`keys_wanted`), or do so no more."""
        if self._keys is None and offered:
            self._keys = self.add_link(tr("Restore this PC’s keys with a recovery key"), self.keys_wanted.emit)
        if self._keys is not None:
            self._keys.setVisible(offered)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Say that sign-in was refused; the name stays, the password is wiped."""
        self.password.wipe()
        self.primary.setEnabled(True)
        self.refused.emit(error)
        if self.show_at_fields(error):
            self.refusal.set_parts()
            return
        self.set_problems([])
        self.refusal.set_parts(message_for(error))
        self.password.focus_target().setFocus()

    def clear(self) -> None:
        """Clear the page for the next person: the office is open."""
        self.news.set_parts()
        self.show_ready()
        self.name.set_value("")
        self.password.wipe()
        self.refusal.set_parts()
        self.offer_keys(False)
        self.set_problems([])
        self.focus_first()

    def press_primary(self) -> None:
        if self._opening:
            self._entered = True
            self._say_opening()
        else:
            super().press_primary()

    @Slot()
    def _typed_on(self) -> None:
        """Forget the Enter: more was typed after it."""
        if self._entered:
            self._entered = False
            self.set_missing(self._opening)

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.wanted.emit(self.name.value(), self.password.value())


class OwnPasswordPage(Page):
    """The page, which changes it. Emits `chosen(person)` after a first password, and `back`.

    `typed`: the first password, as it was typed to sign in.
    """

    chosen = Signal(object)
    """With a `Person`, whose module is loaded behind the painted window."""
    back = Signal()

    def __init__(self, context: Context, typed: str = "") -> None:
        about = tr("Choose a password of your own") if typed else tr("Change your password")
        lead = tr("Nobody else will know it. Use at least 12 characters. A few unrelated words work well.")
        super().__init__(about, lead, primary=tr("Change the password"))
        self._context, self._typed = context, typed
        self._first, self._ended = bool(typed), False
        self.present = PasswordField("present", tr("Your current password"))
        self.new = PasswordField("new", tr("New password"))
        self.again = PasswordField("again", tr("New password again"))
        self.present.setVisible(not typed)
        self.add(self.present, self.new, self.again)
        self.leave = self.add_link(tr("Sign out instead") if typed else tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what was refused beside its field; return whether it has one."""
        self.set_busy("")
        if isinstance(error, SignInRefusedError):
            self.present.wipe()
            self.present.show()
            self._typed = ""
            self.set_problems_by_name({"present": refused_words(error)})
        elif not self.show_at_fields(error):
            self.set_problems(())
            return False
        return True

    def show_changed(self) -> None:
        """Say that it is changed; there is nothing left to do but to go back."""
        self.set_busy("")
        self.wipe()
        self.set_problems(())
        for field in (self.present, self.new, self.again):
            field.hide()
        self.primary.hide()
        self.set_heading(tr("Your password is changed"))
        self.set_lead(tr("Use the new one from now on."))
        self.leave.setFocus()

    def wipe(self) -> None:
        """Forget what was typed."""
        self._typed = ""
        for field in (self.present, self.new, self.again):
            field.wipe()

    def end(self) -> None:
        """Forget what was typed, and what becomes of it: it is put aside, or they have signed out."""
        self._ended = True
        self.wipe()

    def _submit(self) -> None:
        from desktop.application.office.signing_in import ChangePassword

        self.set_busy(tr("Changing the password."))
        present, new, again = self._typed or self.present.value(), self.new.value(), self.again.value()
        command = ChangePassword(self._context.actor, present, new, again)
        self._context.run(command, owner=self).then(self._is_changed).otherwise(self._not_changed)

    def _is_changed(self, person: Person) -> None:
        if self._ended:
            return
        if self._first:
            self.chosen.emit(person)
        else:
            self.show_changed()

    def _not_changed(self, error: ListeningRoomError) -> None:
        if self._ended:
            return
        if isinstance(error, CheckpointNotStoredError):
            from dataclasses import replace  # the window opens without

            self._is_changed(replace(self._context.person, first_password=False))
            self._context.fail(error)
        elif not self.show_refusal(error):
            self._context.fail(error)


def why_no_password_here(context: Context) -> str:
    """Say why this person chooses no password here, and where they do; nothing if they do here."""
    from desktop.domain.office.pcs import must_choose_password_at

    try:
        context.person.must_have_password_here()
        must_choose_password_at(context.desk.not_here, context.person)
    except NotAllowedError as error:
        return message_for(error)
    return ""
