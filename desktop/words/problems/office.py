"""Words for what was typed or left out: signing in and setting up an office."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "name_missing": "Type a name.",
    "name_taken": "Someone already has this sign-in name. Choose another.",
    "password_missing": "Type your password.",
    "password_too_short": "Use at least 12 characters. A few unrelated words work well.",
    "password_too_long": "Use 256 characters or fewer.",
    "password_common": "This password is easy to guess. Choose a few unrelated words.",
    "password_named": "This password is too close to your name or the office's. Choose other words.",
    "password_unusable": "This password has characters that some keyboards cannot type. Leave them out.",
    "recovery_not_a_recipient": "A recovery key is what age-keygen prints as the public key: age1...",
    "recovery_same": "Give two different recovery keys: run age-keygen twice, and keep them in different places.",
    "witness_inside": (
        "The witness file cannot be in the office's own folder. Choose a place that someone else looks after."
    ),
    "authority_certificates": "Name the file of the authority's certificates with --certificates.",
    "authority_in_use": "The office has a time-stamping authority already. Name its address with --replaces.",
    "witness_in_use": "This is one of the office's witness files already.",
    "witness_not_one": "The file to be replaced is none of the office's witness files.",
    "witness_needed": "At least one witness file has to be needed, and no more than there are.",
    "witness_reason": "A file that takes no other's place is one more. One that does was moved, lost or damaged.",
    "witness_taken": "The witness file has something in it already. Name an empty file or a new one.",
}
