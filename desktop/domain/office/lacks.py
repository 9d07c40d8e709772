"""The things that a PC can lack, or has and does not use, as it reports them and Health shows them."""

from __future__ import annotations

from enum import StrEnum


class Lack(StrEnum):
    """A thing that a PC lacks; or one that it has in vain."""

    SOUND = "sound"
    WITNESS = "witness"
    WITNESS_ELSEWHERE = "witness_elsewhere"
    KEYRING = "keyring"
    KEYRING_AT_NIGHT = "keyring_at_night"
    OWN_MEMORY = "own_memory"
    OWN_CODE = "own_code"
    DIRECTORY_GROUPS_UNUSED = "directory_groups_unused"
    NO_DIRECTORY_GROUP = "no_directory_group"
