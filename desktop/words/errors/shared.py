"""Errors that any wing may raise."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "desk_locked": "This desk is locked. Unlock it, then try again.",
    "not_your_session": "Another adviser has this session. Take it over from Today first.",
    "already_saved": "This was saved the first time, and was not saved twice. Do it once more to go on.",
    "text_not_kept": "Something in this cannot be kept by the office's database. Nothing was changed. Type it again.",
    "stopped": "Stopped. Nothing has been changed.",
}
