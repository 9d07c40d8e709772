"""Words for what was typed or left out: a review."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "comment_missing": "Type a comment. This session is one to look at.",
    "question_missing": "Type what you want to ask.",
}
