"""The answer to a PC's request to join: all that it needs, encrypted (age) to that PC alone.

Rules:
- It is JSON, wrapped to the recipient of the request. Whoever else has the file reads nothing in it.
- It bears the hash of the log's first event: the new PC believes no other log.
- Four words stand for the whole of it: first event, server and all. The PC that granted it shows them, and the new PC
  asks for them before it does anything with it.
- Everything in it is as this program writes it, or the answer is refused whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.passwords import four_words_of as words_of
from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.vault.keys import unwrap_retention_key, wrap_retention_key

VERSION = 1
LARGEST = 1 << 20


@dataclass(frozen=True)
class JoinAnswer:
    """The administrator's answer to the new PC. Paths are as they are on the PC that granted it.

    `database`: the server's address with the PC's own role; `authority`: the certificate of the server's authority
    (PEM); `vault`: the shared folder, or "" where recordings are in the database; `genesis`: the hash of the log's
    first event, in hexadecimal.
    """

    office: OfficeId
    desk: DeskId
    database: str
    authority: str
    password: str = field(repr=False)
    vault: str
    witnesses: tuple[str, ...]
    stamps: str
    stamps_certificates: str
    genesis: str

    def sealed_for(self, recipient: str) -> bytes:
        """Return the content of the file, for that PC alone."""
        return wrap_retention_key(self._text().encode(), [recipient])

    def words(self) -> str:
        """Return its four words."""
        return words_of(self._text())

    def _text(self) -> str:
        return json.dumps({"version": VERSION, **asdict(self)})


def read_answer(file: Path, identity: str, desk: DeskId) -> JoinAnswer:
    """Read an answer to this PC's request. Raises ExternalSystemError (`join_answer_...`)."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST)
    except OSError:
        raise ExternalSystemError("join_answer_unreadable") from None
    try:
        plain = unwrap_retention_key(content, identity)
    except VaultDamagedError:
        raise ExternalSystemError("join_answer_not_ours") from None
    answer = _parsed(plain)
    if answer.desk != desk:
        raise ExternalSystemError("join_answer_not_ours")
    return answer


def _parsed(plain: bytes) -> JoinAnswer:
    try:
        found: dict[str, Any] = json.loads(plain)
        if found.pop("version") != VERSION:
            raise ValueError("another version")
        found["witnesses"] = tuple(found["witnesses"])
        answer = JoinAnswer(**found)
        texts = [value for name, value in found.items() if name != "witnesses"]
        if not all(isinstance(text, str) for text in (*texts, *answer.witnesses)) or not answer.witnesses:
            raise ValueError("not text")
        if len(bytes.fromhex(answer.genesis)) != 32:
            raise ValueError("no hash")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ExternalSystemError("join_answer_unreadable") from None
    return answer
