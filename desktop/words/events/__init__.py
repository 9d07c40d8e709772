"""A sentence for every event that needs none of its facts, from the wings. `timeline` has the others."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts
from desktop.words.events import appointments, copies, log, office, recordings, requests, reviews, sessions

WINGS = (office, requests, recordings, copies, appointments, sessions, reviews, log)
PLAIN: Texts[EventKind] = {kind: said for wing in WINGS for kind, said in wing.EVENTS.items()}
