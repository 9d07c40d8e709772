"""Password storage and checking, and the rules for a new password.

Rules:
- Argon2id (RFC 9106). The parameters are its second recommended set (64 MiB, 3 passes, 4 lanes), which is
  above the minimum in OWASP's password storage guidance (19 MiB, 2 passes, 1 lane).
- An unknown name costs exactly one verification, against a hash of the same parameters that no password
  has, so that the time taken does not reveal which names exist. An impossible password costs one as
  well.
- A password is compared in Unicode form NFKC (NIST SP 800-63B), so that it works from every keyboard.
- A new one has 12 to 256 characters, counted after that, is not one that is tried first, and is not little more than a
  name (`password_guessing`). No rule about digits or signs.
- A password once accepted keeps working, and is hashed afresh (`renew`) without being judged.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.environment.first_passwords import four_words, words_of
from desktop.environment.password_guessing import guessed
from desktop.errors import FieldsError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from desktop.application.ports.directory import Directory

MIN_LENGTH = 12
MAX_LENGTH = 256

MEMORY_KIB = 65536
PASSES = 3
LANES = 4
SALT_BYTES = 16
HASH_BYTES = 32


class Passwords:
    """Hashes and checks passwords; weaker parameters than the defaults are for tests alone.

    `directory`: of the office, for whoever has their password there.
    """

    def __init__(
        self,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        lanes: int = LANES,
        directory: Directory | None = None,
    ) -> None:
        self.directory = directory
        self._parameters = memory_kib, passes, lanes
        self._nobody = _impossible_hash(memory_kib, passes, lanes)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher  # at its first use: the windows do not wait for it

        memory_kib, passes, lanes = self._parameters
        return PasswordHasher(passes, memory_kib, lanes, HASH_BYTES, SALT_BYTES)

    def hash(self, password: str, names: Sequence[str] = ()) -> str:
        """Return the hash to store, in Argon2's own text form. FieldsError (`password`) if the rules refuse it.

        `names`: of the person and the office, which a password must not consist of.
        """
        refused = problem(password, names)
        if refused is not None:
            raise FieldsError({"password": refused})
        return self.renew(password)

    def renew(self, password: str) -> str:
        """Return the hash to store of a password accepted before, with today's parameters."""
        return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Return whether it is that password; `None` stands for an unknown name. Always one verification.

        A stored text that is no hash is damage or a bug, and raises argon2's InvalidHashError.
        """
        from argon2.exceptions import VerifyMismatchError

        if _unfit(password) in ("password_too_long", "password_unusable"):
            stored, password = None, ""
        try:
            return self._hasher.verify(stored or self._nobody, _normal(password))
        except VerifyMismatchError:
            return False

    def four_words(self) -> str:
        """Return words for a first password, each time others."""
        return four_words()

    def words_of(self, text: str) -> str:
        """Return the four words that stand for a text."""
        return words_of(text)

    def needs_rehash(self, stored: str) -> bool:
        """Return whether it has other parameters: at the next sign-in, store `renew` of it."""
        return self._hasher.check_needs_rehash(stored)


def problem(password: str, names: Sequence[str] = ()) -> str | None:
    """Return why this cannot be a new password, or None.

    `password_too_short`, `_too_long`, `_unusable`, `_named` or `_common`.
    """
    return _unfit(password) or guessed(_normal(password), names)


def _unfit(password: str) -> str | None:
    if any("\ud800" <= character <= "\udfff" for character in password):
        return "password_unusable"
    length = len(_normal(password))
    if length < MIN_LENGTH:
        return "password_too_short"
    return "password_too_long" if length > MAX_LENGTH else None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _impossible_hash(memory_kib: int, passes: int, lanes: int) -> str:
    """Return a well-formed hash of these parameters with a tag of zeros: checking it costs the same and fails."""
    salt, tag = (b64encode(bytes(size)).decode().rstrip("=") for size in (SALT_BYTES, HASH_BYTES))
    return f"$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${tag}"
