"""The request by which a PC asks to join an office: a small text file with nothing secret in it.

Rules:
- It names the PC's identifier, its name as it was typed there, the recipient (age) of its identity, and the public half
  (Ed25519) of its enrolment key.
- A text that is not written exactly as this program writes it is none.
- Its file, and that of its answer, are called after the PC, so that those of several lie in one folder.
- Four words stand for the whole of it. The administrator types them as the new PC shows them: a request that was
  changed on its way has others. The answer has four of its own, which the PC that granted it shows and the new PC asks
  for: one of another office has others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desktop.domain.shared.ids import DeskId

FIRST_LINE = "listening-room join request 1"
LONGEST = 1000
NAMED = 40
"""How much of a PC's name is in the name of a file."""
_FORM = re.compile(
    rf"{FIRST_LINE}\nname: (?P<name>[^\n]{{1,200}})\ndesk: (?P<desk>[0-9a-f]{{32}})\n"
    r"recipient: (?P<recipient>age1[a-z0-9]{58})\nkey: (?P<key>[A-Za-z0-9+/]{43}=)\n"
)


@dataclass(frozen=True)
class JoinRequest:
    """The request of a PC to join. `key`: in base64."""

    desk: DeskId
    name: str
    recipient: str
    key: str

    def text(self) -> str:
        """Return the content of its file."""
        lines = f"name: {self.name}", f"desk: {self.desk}", f"recipient: {self.recipient}", f"key: {self.key}"
        return "\n".join((FIRST_LINE, *lines)) + "\n"


def read_request(text: str) -> JoinRequest | None:
    """Read a file's content; None where it is not one, to the letter. A file from Windows may have its line ends."""
    found = _FORM.fullmatch(text.replace("\r\n", "\n")) if len(text) <= LONGEST else None
    if found is None:
        return None
    return JoinRequest(DeskId(found["desk"]), found["name"], found["recipient"], found["key"])


def are_words(typed: str, words: str) -> bool:
    """Return whether these four words were typed, in whatever case and however far apart."""
    return " ".join(typed.casefold().split()) == words


def request_file(name: str) -> str:
    """Return what the file of that PC's request is called."""
    return f"join-request{_ending(name)}.txt"


def answer_file(name: str) -> str:
    """Return what the file of the answer to that PC is called."""
    return f"join-answer{_ending(name)}.age"


def _ending(name: str) -> str:
    """Return the PC's name as every file system takes it; nothing where no letter or digit of it is one of ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "".join(f"-{part}" for part in re.findall("[a-z0-9]+", plain))[:NAMED].rstrip("-")
