"""Someone who acts for the person of a request, and comes to the counter (DOMAIN: identity).

Rules:
- Only whoever the request names is checked in as that: an information officer takes them down, with their authority, at
  intake or on the request's page.
- Their authority is sighted when they come, whatever was sighted before: the original, or a certified copy.
- Both are identified. The documents of the ID page are the listener's: the person's where they are here, else the
  representative's. Who the other one is, is seen at check-in.
"""

from __future__ import annotations

from collections.abc import Collection

from desktop.domain.requests.request import OPEN, Asker, Representative, Request
from desktop.domain.sessions.session import Party
from desktop.domain.shared.kinds import Kind


def problems_of(
    parties: Collection[Party], acts: Representative | None, *, authority_seen: bool, both_seen: bool
) -> dict[str, str]:
    """Return the code of what is missing of a representative who is here, by field."""
    if Party.REPRESENTATIVE not in parties:
        return {}
    if acts is None:
        return {"parties": "nobody_acts_for_them"}
    if not authority_seen:
        return {"proof": "authority_not_seen"}
    return {} if both_seen else {"proof": "both_not_seen"}


def may_be_named(request: Request) -> bool:
    """Return whether someone can still be named who acts for its person: nobody is, and it is not over."""
    return request.kind is Kind.SUBJECT_ACCESS and request.status in OPEN and request.representative is None


def comes_alone(parties: Collection[Party]) -> bool:
    """Return whether the representative listens without the person that the request concerns."""
    return Party.REPRESENTATIVE in parties and Party.CUSTOMER not in parties


def compared_with(parties: Collection[Party], asker: Asker, acts: Representative | None) -> Asker:
    """Return whom the documents are compared with; of a representative the date of birth is not known."""
    if acts is None or not comes_alone(parties):
        return asker
    *given, family = acts.name.split() or [""]
    return Asker(" ".join(given), family, None, acts.address or "")
