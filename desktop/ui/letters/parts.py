"""A letter's words: a subject line and parts. A part has an optional title, and paragraphs.

A pair is a name and its value ("When", "Friday ...").
"""

from __future__ import annotations

from dataclasses import dataclass

Paragraph = str | tuple[str, str]


@dataclass(frozen=True)
class Part:
    """Paragraphs with an optional title."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Wording:
    """A letter, from its subject line to the last part."""

    subject: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Written:
    """A whole letter in one language. `beside`: the lines under the sender's, beside the address."""

    demo: str
    beside: tuple[str, ...]
    greeting: str
    wording: Wording
    closing: str
