from __future__ import annotations

from tests.ui.reviews.conftest import staff

__all__ = ["staff"]
