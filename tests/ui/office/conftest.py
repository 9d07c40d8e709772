from __future__ import annotations

from tests.ui.reviews.conftest import seat, staff

__all__ = ["seat", "staff"]
