"""The words of every problem's code, from the wings' tables."""

from __future__ import annotations

from desktop.words import Texts
from desktop.words.problems import appointments, copies, office, recordings, requests, reviews, sessions, shared

WINGS = (shared, office, requests, recordings, copies, appointments, sessions, reviews)
PROBLEMS: Texts[str] = {code: said for wing in WINGS for code, said in wing.PROBLEMS.items()}
