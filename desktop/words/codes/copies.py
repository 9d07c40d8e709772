"""Words for the closed sets of a copy: one for each member."""

from __future__ import annotations

from desktop.domain.copies.chapters import ChapterKind
from desktop.domain.copies.removal import PublicReason, RemovalReason
from desktop.domain.copies.transcript import Speaker
from desktop.domain.copies.weighing import Asked, Capable, Confidence, Consent, Information, Ruling
from desktop.words import Pairs

CODES: Pairs = (
    (PublicReason.ABOUT_ANOTHER_PERSON, "about another person"),
    (PublicReason.CARD_DETAILS, "card details"),
    (PublicReason.CUSTOMER_DETAILS, "customer details"),
    (PublicReason.PLAIN, ""),
    (Speaker.OFFICE, "Council"),
    (Speaker.CALLER, "The person who called"),
    (Speaker.OTHER, "Someone else"),
    (RemovalReason.ABOUT_ANOTHER_PERSON, "About another person"),
    (RemovalReason.CARD_DETAILS, "Card details"),
    (RemovalReason.LEGAL_PRIVILEGE, "Legal privilege"),
    (RemovalReason.SAFETY, "Someone’s safety"),
    (RemovalReason.SERIOUS_HARM, "Serious harm"),
    (RemovalReason.CRIME_OR_TAX, "Crime or tax"),
    (RemovalReason.CONFIDENTIAL_REFERENCE, "Confidential reference"),
    (RemovalReason.NOT_ABOUT_CUSTOMER, "Not about the customer"),
    (RemovalReason.TRAINING_DETAIL, "Customer details, for training"),
    (ChapterKind.HOLD_MUSIC, "Hold music"),
    (ChapterKind.SILENCE, "Nobody speaks"),
    (ChapterKind.BEFORE_ANSWER, "Before the answer"),
    (Ruling.APPROVE, "Approved"),
    (Ruling.SEND_BACK, "Sent back"),
    (Ruling.REFUSE, "Refused"),
    (Information.NOBODY_ELSE, "Nobody else’s information is in it"),
    (Information.ALL_REMOVED, "There was some, and all of it is removed"),
    (Information.KNOWN_TO_THEM, "Yes, and the person knows it already"),
    (Information.EVERYDAY, "Yes, everyday matters"),
    (Information.PRIVATE, "Yes, private matters"),
    (Confidence.NONE, "No"),
    (Confidence.EXPECTED, "They can expect us to keep it to ourselves"),
    (Confidence.DUTY, "Yes, it was told in confidence"),
    (Asked.ASKED, "Asked"),
    (Asked.NOT_ASKED, "Not asked"),
    (Asked.CANNOT_BE_ASKED, "Cannot be asked"),
    (Capable.YES, "Yes"),
    (Capable.NO, "No"),
    (Capable.NOT_KNOWN, "Not known"),
    (Consent.CONSENTED, "They consented"),
    (Consent.REFUSED, "They refused"),
    (Consent.NO_ANSWER, "No answer"),
)

WITHIN: Pairs = (
    (RemovalReason.ABOUT_ANOTHER_PERSON, "about another person"),
    (RemovalReason.CARD_DETAILS, "card details"),
    (RemovalReason.LEGAL_PRIVILEGE, "legal privilege"),
    (RemovalReason.SAFETY, "someone’s safety"),
    (RemovalReason.SERIOUS_HARM, "serious harm"),
    (RemovalReason.CRIME_OR_TAX, "crime or tax"),
    (RemovalReason.CONFIDENTIAL_REFERENCE, "confidential reference"),
    (RemovalReason.NOT_ABOUT_CUSTOMER, "not about the customer"),
    (RemovalReason.TRAINING_DETAIL, "customer details, for training"),
)
"""The same in the middle of a sentence."""
