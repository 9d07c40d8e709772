"""Errors that any wing may raise."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "desk_locked": "This desk is locked. Unlock it, then try again.",
    "not_your_session": "Another adviser has this session. Take it over from Today first.",
    "already_saved": "This was saved the first time, and was not saved twice. Press again to continue.",
    "text_not_kept": "The office’s database cannot store something in this. Nothing was changed. Type it again.",
    "unexpected": "Something went wrong in the program. Check whether your last step was saved before you do it again, "
    "and tell an administrator.",
    "stopped": "Stopped. Nothing has been changed.",
}
