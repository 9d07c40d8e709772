"""Words for what was typed or left out: signing in and setting up an office."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "name_missing": "Type a name.",
    "name_taken": "Somebody has this sign-in name already. Choose another.",
    "password_missing": "Type your password.",
    "password_too_short": "Choose a password of 12 characters or more. A few words that belong to you are good.",
    "password_too_long": "Choose a password of 256 characters or fewer.",
    "password_common": "This password is among the first that are tried. Choose a few words that belong to you.",
    "password_named": "This password is little more than your name or the office's. Choose a few other words.",
    "password_unusable": "Choose a password without characters that cannot be typed on every keyboard.",
    "recovery_not_a_recipient": "A recovery key is what age-keygen prints as the public key: age1...",
    "recovery_same": "Give two different recovery keys: run age-keygen twice, and keep them in different places.",
    "witness_inside": "The witness file cannot lie in the office's own folder. Name a place that others look after.",
    "witness_taken": "There is something in the witness file already. Name a file that is empty or not there yet.",
}
