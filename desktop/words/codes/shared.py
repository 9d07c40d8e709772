"""Words for the closed sets of every wing: one for each member."""

from __future__ import annotations

from desktop.domain.shared.kinds import Kind
from desktop.words import Pairs

CODES: Pairs = (
    (Kind.SUBJECT_ACCESS, "Subject access"),
    (Kind.INTERNAL, "Internal access"),
)
