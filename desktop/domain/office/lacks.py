"""What a PC can lack, as it tells of itself and Health shows it."""

from __future__ import annotations

from enum import StrEnum


class Lack(StrEnum):
    """What a PC lacks."""

    SOUND = "sound"
    WITNESS = "witness"
    WITNESS_ELSEWHERE = "witness_elsewhere"
    KEYRING = "keyring"
    KEYRING_AT_NIGHT = "keyring_at_night"
    OWN_MEMORY = "own_memory"
    OWN_CODE = "own_code"
