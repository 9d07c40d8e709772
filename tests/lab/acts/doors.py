"""Signing in and out, a first password, and what a window says when access has ended."""

from __future__ import annotations

from tests.lab.hands import LabHands


def sign_in(hands: LabHands, name: str, password: str) -> str:
    """Sign in; return the name that the bar shows."""
    hands.sign_in(name, password)
    hands.at_rest()
    assert hands.shell.context is not None
    return hands.shell.context.person.shown_name


def sign_in_first(hands: LabHands, name: str, first: str, password: str) -> None:
    """Sign in with a first password, and choose an own one, as the program demands."""
    hands.sign_in(name, first)
    page = hands.until("page", lambda: hands.shell.own_password.page)
    hands.type_into(page.new, password)
    hands.type_into(page.again, password)
    hands.press(page.primary)
    hands.until("signed_in", lambda: hands.shell.places)
    hands.at_rest()


def sign_out(hands: LabHands) -> None:
    hands.sign_out()


def refused(hands: LabHands, name: str, password: str, picture: str) -> str:
    """Try to sign in where it is not to work; return what the page says."""
    page = hands.shell.sign_in
    hands.until("office_open", page.primary.isEnabled)
    page.refusal.set_parts("")
    page.name.set_value("")
    hands.try_to_sign_in(name, password)
    said = hands.until("refusal", lambda: page.refusal.words)
    hands.picture(picture)
    return said


def is_put_out(hands: LabHands, picture: str) -> str:
    """Wait until the window has closed everything of whoever was signed in; return what it says."""
    hands.until("signed_out", lambda: hands.shell.context is None)
    said = hands.until("refusal", lambda: hands.shell.sign_in.refusal.words)
    hands.picture(picture)
    return said


def cannot_open(hands: LabHands, picture: str) -> str:
    """Wait until the window says that the office cannot be opened; return why."""
    said = hands.until("refusal", lambda: hands.shell.sign_in.refusal.words)
    hands.picture(picture)
    return said


def reads(hands: LabHands, words: str, seconds: float, picture: str) -> str:
    """Wait until the window says that to whoever is signed in; return the sentence."""
    said = hands.reads(words, seconds=seconds)
    hands.picture(picture)
    return said
