"""The office's policies as versions: which there are, what each version says, and who changed it.

Rules:
- A version is never changed. The one in force is the newest that was adopted.
- What weakens a check (`policy_changes`) is proposed by one person and adopted by another. Until then it waits, and
  nothing else is changed in that policy; or someone drops it, and its number is used up.
- The first version of each is begun by one event: from this PC's files.
- A policy that comes from the database bears what it is (`InForce`), so that each decision can say under which it was
  made. One that comes from a file bears nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.notes import Note


class PolicyName(StrEnum):
    """The policies that belong to the office. What is a PC's own (its directory's address, devices) is none of them."""

    IDENTITY = "identity"
    OFFICE = "office"
    KEEPING = "keeping"


def digest_of(content: str) -> str:
    """Return the digest of a version's text, as its event has it."""
    return sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class InForce:
    """Where a policy comes from: the version of that number, and the digest of its text."""

    name: PolicyName
    version: int
    digest: str


@dataclass(frozen=True)
class PolicyVersion:
    """One version. `content`: TOML. `changed_by` None: it was begun when the office was made.

    `adopted_at` None: it waits for a second person, or was dropped. `approved_by`: that second person. `reason`: why it
    weakens a check, which they read; None where it weakens none. Times are aware and in UTC.
    """

    name: PolicyName
    version: int
    content: str
    changed_by: PersonId | None
    changed_at: datetime
    adopted_at: datetime | None = None
    approved_by: PersonId | None = None
    dropped_at: datetime | None = None
    reason: Note | None = None

    @property
    def waits(self) -> bool:
        """Whether it waits for a second person."""
        return self.adopted_at is None and self.dropped_at is None

    @property
    def said(self) -> InForce:
        """The name, version and digest that a policy read from it bears."""
        return InForce(self.name, self.version, digest_of(self.content))


def newest_adopted(versions: tuple[PolicyVersion, ...], name: PolicyName) -> PolicyVersion | None:
    """Return the version in force; None where that policy was not begun."""
    adopted = [each for each in versions if each.name is name and each.adopted_at is not None]
    return max(adopted, key=lambda each: each.version, default=None)


def waiting(versions: tuple[PolicyVersion, ...], name: PolicyName) -> PolicyVersion | None:
    """Return the version that waits for a second person, if any."""
    return next((each for each in versions if each.name is name and each.waits), None)
