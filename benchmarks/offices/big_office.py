"""An office of many years in bulk: rows straight into the tables, in an order in which each refers to earlier ones.

Rules:
- It grows from an office that is there: its first person and its desks have done everything. The log knows nothing of
  these rows: what is compared with it before use (`db.log.proven`) is measured elsewhere (`at_use`).
- The newest request is of `now`, and each is a fraction of a day older than the one before.
- What an office is at work on is the same at any size: the newest thousand requests are open, one in twenty of them
  waits for the person; the newest hundred sessions wait for their review; of the thousand requests before, one in fifty
  has a complaint that nobody has answered, and as many have a hold to review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table

from benchmarks.log.rows import scattered
from db.schema import office_tables, recording_tables, request_tables, session_tables
from desktop.domain.log.events import time_text
from desktop.domain.shared.search_term import found_by

Row = dict[str, Any]
Add = Callable[[Table, Iterable[Row]], None]
"""Inserts rows; a missing value is one of its column's type."""

A_DAY = 5.5
"""Requests and appointments a day: 2,000 a year."""
IN_HAND, WAITING = 1000, 100
"""So many requests are open, and so many sessions wait."""
AWAITED_EACH = 20
"""One open request in so many waits for the person."""
NOTED_EACH = 3
"""One request in so many has a note of its session, of six words out of a thousand."""
RECORDINGS_EACH = 100
_KINDS = ("key", "recording", "request", "copy", "appointment", "hold", "session", "note")
_OPEN_STATUSES = ("taken", "linked", "prepared", "approved")
_SURNAMES = ("Quillon", "Testperson", "Ashdown", "Brackley", "Copperfield", "Dunmore", "Eastleigh", "Farnham", "Grove")


@dataclass(frozen=True)
class BigOffice:
    """The size of the office: `requests` requests with a session each, and `recordings_each` recordings for each."""

    requests: int
    now: datetime
    person: str
    desk: str
    recordings_each: int = RECORDINGS_EACH

    def fill(self, add: Add) -> None:
        """Fill in everything."""
        every = range(self.requests)
        key = {"id": _id("key", 0), "source": "telephony", "month": "2020-01", "kind": "none", "wrapped": b"k"}
        add(recording_tables.retention_key, [key])
        add(recording_tables.recording, map(self._recording, range(self.requests * self.recordings_each)))
        add(request_tables.request, map(self._request, every))
        add(request_tables.asker, map(self._asker, every))
        add(request_tables.asker_word, (row for n in every for row in self._words(n)))
        add(recording_tables.approved_copy, map(self._copy, every))
        add(request_tables.appointment, map(self._appointment, every))
        add(recording_tables.retention_hold, map(self._hold, every))
        add(session_tables.session, map(self._session, self._heard()))
        noted = ({"id": _id("note", n), "salt": b"s" * 32, "words": words(n)} for n in self._heard(NOTED_EACH))
        add(office_tables.note, noted)
        add(session_tables.session_note, map(self._note, self._heard(NOTED_EACH)))
        add(session_tables.review, map(self._review, (n for n in self._heard() if not self._waits(n))))
        awaited = (n for n in every if n % AWAITED_EACH == 0 and self._is_open(n))
        asked = ({"request": _id("request", n), "asked_on": str(self.day(n))} for n in awaited)
        add(request_tables.request_clarification, asked)
        answered = [n for n in self._heard() if n % 50 == 7 and not self._is_asked_of(n, 7)]
        add(request_tables.follow_up_answer, map(self._answer, (n for n in answered if n % 100 == 7)))
        add(request_tables.complaint_told, map(self._told, (n for n in answered if n % 100 != 7)))

    def at(self, number: int) -> datetime:
        """Return when that request came."""
        return self.now - timedelta(days=1) * ((self.requests - number) / A_DAY)

    def day(self, number: int) -> date:
        """Return the day."""
        return self.at(number).date()

    def _heard(self, each: int = 1) -> Iterator[int]:
        """Yield the requests that were heard: the closed ones."""
        return (n for n in range(0, self.requests, each) if not self._is_open(n))

    def _is_open(self, number: int) -> bool:
        return number >= self.requests - IN_HAND

    def _waits(self, number: int) -> bool:
        """Return whether its session waits for a review."""
        return number >= self.requests - IN_HAND - WAITING

    def _is_asked_of(self, number: int, which: int) -> bool:
        """Return whether something beside the answer is still to be done about one that was heard."""
        return number % 50 == which and number >= self.requests - 2 * IN_HAND

    def _due(self, number: int) -> date:
        """Return when it is due: open ones within weeks, a few of them before today."""
        if self._is_open(number):
            return self.now.date() + timedelta(number % 47 - 3)
        return self.day(number) + timedelta(30)

    def _request(self, number: int) -> Row:
        is_open = self._is_open(number)
        status = _OPEN_STATUSES[number // AWAITED_EACH % 4] if is_open else "closed"
        copied = status not in ("taken", "linked")
        return {
            "id": _id("request", number),
            "reference": reference(number),
            "kind": "subject_access",
            "status": status,
            "received_on": str(self.day(number)),
            "due_on": str(self._due(number)),
            "taken_by": self.person,
            "recording": _id("recording", number * self.recordings_each),
            "copy": _id("copy", number) if copied else None,
            "adjustments": "[]",
        }

    def _asker(self, number: int) -> Row:
        given_names, surname = names(number)
        return {
            "request": _id("request", number),
            "given_names": given_names,
            "surname": surname,
            "address": "1 High Street",
            "call_at": time_text(self.at(number) - timedelta(days=9)),
            "call_number": telephone(number),
            "salt": b"s" * 32,
        }

    def _words(self, number: int) -> Iterator[Row]:
        asker = self._asker(number)
        for word in found_by((asker["given_names"], asker["surname"]), asker["call_number"]):
            yield {"request": asker["request"], "word": word}

    def _recording(self, number: int) -> Row:
        return {
            "id": _id("recording", number),
            "source": "telephony",
            "call_at": time_text(self.at(number // self.recordings_each)),
            "format": "gsm",
            "rate": 8000,
            "channels": 1,
            "frames": 1_600_000,
            "digest": scattered(number) * 2,
            "data_key": b"k" * 60,
            "retention_key": _id("key", 0),
            "imported_at": time_text(self.now),
            "number": telephone(number // self.recordings_each),
        }

    def _copy(self, number: int) -> Row:
        return {
            "id": _id("copy", number),
            "request": _id("request", number),
            "recording": _id("recording", number * self.recordings_each),
            "prepared_by": self.person,
            "prepared_at": time_text(self.at(number)),
            "rate": 8000,
            "channels": 1,
            "frames": 1_600_000,
            "digest": scattered(number) * 2,
            "data_key": b"k" * 60,
            "retention_key": _id("key", 0),
            "style": "silence",
        }

    def _appointment(self, number: int) -> Row:
        starts = self.at(number)
        return {
            "id": _id("appointment", number),
            "request": _id("request", number),
            "desk": self.desk,
            "starts_at": time_text(starts),
            "minutes": 45,
            "status": "cancelled" if self._is_open(number) else "attended",
        }

    def _hold(self, number: int) -> Row:
        """Return its hold. One in ten of the closed ones stands; few of those are due for review."""
        stands = self._is_open(number) or number % 10 == 3
        due = not self._is_open(number) and self._is_asked_of(number, 3)
        return {
            "id": _id("hold", number),
            "request": _id("request", number),
            "reason": "request",
            "owner": self.person,
            "review_on": str(self.now.date() + timedelta(-(number % 60) if due else 90 + number % 300)),
            "placed_at": time_text(self.at(number)),
            "released_by": None if stands else self.person,
            "released_at": None if stands else time_text(self.now),
        }

    def _session(self, number: int) -> Row:
        opened = self.at(number + IN_HAND)
        return {
            "id": _id("session", number),
            "request": _id("request", number),
            "copy": _id("copy", number),
            "adviser": self.person,
            "desk": self.desk,
            "appointment": _id("appointment", number),
            "opened_at": time_text(opened),
            "closed_at": time_text(opened + timedelta(minutes=40)),
            "state": "closed",
            "parties": "[]",
            "complaint": number % 50 == 7,
            "outcome": "heard_in_full",
            "exceptions": '["interrupted"]' if number % 8 == 1 else "[]",
            "exceptional": number % 8 == 1,
            "waiting": self._waits(number),
        }

    def _note(self, number: int) -> Row:
        return {
            "session": _id("session", number),
            "note": _id("note", number),
            "kind": "question",
            "taken_at": time_text(self.at(number)),
        }

    def _review(self, number: int) -> Row:
        session, at = _id("session", number), time_text(self.now)
        return {"session": session, "signed_off_by": self.person, "signed_off_at": at}

    def _told(self, number: int) -> Row:
        return {
            "complaint": _id("session", number),
            "step": "outcome",
            "told_on": str(self.day(number)),
            "outcome": "upheld",
            "told_by": self.person,
            "told_at": time_text(self.at(number)),
        }

    def _answer(self, number: int) -> Row:
        return {
            "session": _id("session", number),
            "follow_up": "complaint",
            "answer": "acknowledged",
            "answered_on": str(self.day(number)),
            "answered_by": self.person,
            "answered_at": time_text(self.at(number)),
        }


def reference(number: int) -> str:
    """Return the reference of that request."""
    return f"SAR-{1990 + number // 10_000}-{number % 10_000:04}"


def names(number: int) -> tuple[str, str]:
    """Return the given names and the surname of its person: each is borne by several, both together by one."""
    return f"Given {_letters(number % 997)}", f"{_SURNAMES[number % 9]} {_letters(number % 4999)}"


def telephone(number: int) -> str:
    """Return the number that it is about."""
    return f"+4400{number * 7919 % 30_000_000:08}"


def words(number: int) -> str:
    """Return the words of the note of that request's session."""
    return " ".join(f"w{number * prime // 7 % 1000:03}" for prime in (3, 7, 11, 13, 17, 19))


def _letters(number: int) -> str:
    """Return a name of its own for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _id(of: str, number: int) -> str:
    return scattered(number * 16 + _KINDS.index(of))
