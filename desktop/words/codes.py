"""Words for the closed sets of the domain: one for each member. A test walks them all."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from desktop.application.ports.playing import Halt
from desktop.application.recordings.import_report import Outcome as ImportOutcome
from desktop.application.sessions.views import Readiness
from desktop.domain.copies.chapters import ChapterKind
from desktop.domain.copies.removal import PublicReason, RemovalReason
from desktop.domain.copies.weighing import Capable, Confidence, Consent, Information, Ruling, Sought
from desktop.domain.office.people import Role
from desktop.domain.recordings.finding import Step
from desktop.domain.recordings.keeping import HoldReason
from desktop.domain.requests.arising import ArisenAnswer, Arising
from desktop.domain.requests.clock_facts import ExtensionReason
from desktop.domain.requests.deadline import ProofOf
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Authority, Purpose, RefusalReason, Status
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.counter import NoteKind
from desktop.domain.sessions.id_policy import Instead
from desktop.domain.sessions.identity import CallerCheck, Check, Fact, Missing
from desktop.domain.sessions.session import Outcome, Party, State
from desktop.domain.shared.kinds import Kind
from desktop.words import tr

_ENTRIES: tuple[tuple[StrEnum, str], ...] = (
    (Readiness.READY, "Ready"),
    (Readiness.NO_HEADPHONES, "Headphones not found"),
    (Readiness.UNDER_WAY, "Under way"),
    (Readiness.INTERRUPTED, "Interrupted"),
    (Readiness.NOT_APPROVED, "Copy not approved yet"),
    (Readiness.APPROVAL_ENDED, "Approval has ended"),
    (Readiness.DONE, "Done"),
    (Readiness.NO_SHOW, "Did not come"),
    (Readiness.CANCELLED, "Cancelled"),
    (Halt.MINIMISED, "the listening window was minimised"),
    (Halt.HIDDEN, "the listening window was hidden"),
    (Halt.COVERED, "another window covered the listening window"),
    (Halt.KEYBOARD_ELSEWHERE, "another window took the keyboard"),
    (Halt.DISPLAY_GONE, "a display was unplugged"),
    (Halt.FROZE, "this PC stood still for a while"),
    (Halt.CLOCK_JUMPED, "this PC slept, or its clock was set"),
    (NoteKind.REMARK, "Note"),
    (NoteKind.QUESTION, "Question"),
    (NoteKind.DISPUTE, "Dispute"),
    (NoteKind.OUTCOME, "About the outcome"),
    (NoteKind.LESSER_CHECK, "Why a lesser check is enough"),
    (Exceptional.INTERRUPTED, "interrupted"),
    (Exceptional.NOT_ENOUGH_EVIDENCE, "not enough evidence"),
    (Exceptional.NEAR_ENOUGH, "caller check near enough"),
    (Exceptional.OUT_OF_HOURS, "outside opening hours"),
    (Exceptional.NO_APPOINTMENT, "without an appointment"),
    (Exceptional.SHORT_ID_STEP, "short ID step"),
    (Exceptional.STOPPED_BY_STAFF, "stopped by staff"),
    (Exceptional.TECHNICAL_FAULT, "technical fault"),
    (Exceptional.DISTRESS, "stopped in distress"),
    (Exceptional.LOCKDOWN_DEGRADED, "a restriction was not in force"),
    (Exceptional.LESSER_CHECK, "lesser check"),
    (Exceptional.NOT_SIGNED_OFF, "not signed off in time"),
    (Instead.IN_DATE_DOCUMENT, "One that is in date will do instead."),
    (Instead.NEWER_ISSUE, "A newer one will do instead."),
    (Instead.ANOTHER_KIND, "Another kind of document will do instead."),
    (Instead.CURRENT_ADDRESS_DOCUMENT, "One with the current address will do instead."),
    (Instead.NAME_CHANGE_EVIDENCE, "Evidence of the change of name will do, such as a marriage certificate."),
    (Instead.SUPERVISOR, "Ask a supervisor."),
    (Instead.READ_DATE_AGAIN, "Read the date again."),
    (Instead.EVISA, "An eVisa can be checked instead. Ask a supervisor."),
    (CallerCheck.MATCHES, "Matches"),
    (CallerCheck.NEAR_ENOUGH, "Near enough"),
    (CallerCheck.DOES_NOT_MATCH, "Does not match"),
    (Fact.EXPIRY, "the expiry date"),
    (Fact.ISSUED, "the date on it"),
    (Fact.NAME, "whether the name matches"),
    (Fact.BIRTH, "whether the date of birth matches"),
    (Fact.ADDRESS, "whether it shows the current address"),
    (Check.EXPIRY_FINE, "in date"),
    (Check.RECENT_ENOUGH, "recent enough"),
    (Check.NAME_MATCHES, "name matches"),
    (Check.NAME_CHANGE_SEEN, "name differs, change seen"),
    (Check.BIRTH_MATCHES, "date of birth matches"),
    (Check.BIRTH_NOT_SHOWN, "no date of birth on it"),
    (Check.CURRENT_ADDRESS, "current address"),
    (Check.OTHER_ADDRESS, "not the current address"),
    (Check.TYPED_CORRECTLY, "number typed as printed"),
    (Check.NUMBER_AGREES, "number agrees with the request"),
    (Missing.FIRST_DOCUMENT, "a first document"),
    (Missing.SECOND_DOCUMENT, "a second document"),
    (Missing.FURTHER_DOCUMENT, "one more document"),
    (Missing.PHOTO, "one document with a photo"),
    (Missing.CURRENT_ADDRESS, "one document with the current address"),
    (Missing.COMBINATION, "two documents that go together"),
    (Missing.NAME_MATCH, "a name that matches the request"),
    (Missing.BIRTH_MATCH, "a date of birth that matches the request"),
    (Role.ADVISER, "Adviser"),
    (Role.INFORMATION_OFFICER, "Information officer"),
    (Role.APPROVER, "Approver"),
    (Role.SUPERVISOR, "Supervisor"),
    (Role.ADMINISTRATOR, "Administrator"),
    (PublicReason.ABOUT_ANOTHER_PERSON, "about another person"),
    (PublicReason.CARD_DETAILS, "card details"),
    (PublicReason.CUSTOMER_DETAILS, "customer details"),
    (PublicReason.PLAIN, ""),
    (RemovalReason.ABOUT_ANOTHER_PERSON, "About another person"),
    (RemovalReason.CARD_DETAILS, "Card details"),
    (RemovalReason.LEGAL_PRIVILEGE, "Legal privilege"),
    (RemovalReason.SAFETY, "Somebody's safety"),
    (RemovalReason.SERIOUS_HARM, "Serious harm"),
    (RemovalReason.CRIME_OR_TAX, "Crime or tax"),
    (RemovalReason.CONFIDENTIAL_REFERENCE, "Confidential reference"),
    (RemovalReason.NOT_ABOUT_CUSTOMER, "Not about the customer"),
    (RemovalReason.TRAINING_DETAIL, "Customer details, for training"),
    (Kind.SUBJECT_ACCESS, "Subject access"),
    (Kind.INTERNAL, "Internal access"),
    (Purpose.QUALITY, "Quality check"),
    (Purpose.COMPLAINT, "Complaint"),
    (Purpose.REAFFIRM, "Reaffirm key information"),
    (Purpose.POLICE, "Police"),
    (Purpose.THREAT, "Threat or abuse"),
    (Purpose.TRAINING, "Training"),
    (Status.TAKEN, "Information officer: find the recording"),
    (Status.MATCHED, "Information officer: prepare the copy"),
    (Status.PREPARED, "Head of Customer Services: decide"),
    (Status.APPROVED, "Information officer: book an appointment, or close"),
    (Status.REFUSED, "Refused. Information officer: tell the person, and close"),
    (Status.CLOSED, "Closed"),
    (Step.HALF_HOUR, "half an hour either side"),
    (Step.SAME_DAY, "the whole day"),
    (Step.DAY_EITHER_SIDE, "a day either side"),
    (Step.WEEK_EITHER_SIDE, "a week either side"),
    (Authority.POWER_OF_ATTORNEY, "Power of attorney"),
    (Authority.COURT_DEPUTY, "Deputy of the court"),
    (Authority.WRITTEN_CONSENT, "Written consent"),
    (Authority.PARENTAL, "Parent or guardian"),
    (ExtensionReason.COMPLEX, "The request is complex"),
    (ExtensionReason.MANY_REQUESTS, "This person has made many requests"),
    (Arising.CORRECTION, "Correction"),
    (Arising.COMPLAINT, "Complaint"),
    (ArisenAnswer.CORRECTED, "It was corrected"),
    (ArisenAnswer.NOT_CORRECTED, "It was not corrected, and they were told why"),
    (ArisenAnswer.ACKNOWLEDGED, "It was acknowledged"),
    (ArisenAnswer.PASSED_ON, "It is about the service, and was passed on"),
    (ProofOf.IDENTITY, "Proof of identity"),
    (ProofOf.AUTHORITY, "Proof of authority"),
    (ChapterKind.HOLD_MUSIC, "Hold music"),
    (ChapterKind.SILENCE, "Nobody speaks"),
    (ChapterKind.BEFORE_ANSWER, "Before the answer"),
    (LetterKind.INVITATION, "Invitation"),
    (LetterKind.REFUSAL, "Refusal"),
    (LetterKind.NO_LONGER_AVAILABLE, "No longer available"),
    (LetterKind.EXTENSION, "The answer takes longer"),
    (LetterKind.CLARIFICATION, "Question about the request"),
    (LetterKind.PROOF, "Proof asked"),
    (Answered.LISTENED, "They listened to it here"),
    (Answered.COPY_SENT, "A copy was sent to them"),
    (Answered.REFUSAL_SENT, "They were told that it is refused, and why"),
    (Answered.WITHDRAWN, "They took the request back"),
    (HoldReason.REQUEST, "a request asks for it"),
    (HoldReason.COMPLAINT, "a complaint"),
    (HoldReason.POLICE, "the police ask for it"),
    (HoldReason.LEGAL, "legal reasons"),
    (RefusalReason.THIRD_PARTY, "It is about somebody else too, and parts cannot be removed"),
    (RefusalReason.NO_LONGER_AVAILABLE, "The recording is no longer available"),
    (RefusalReason.NOT_THIS_PERSON, "It does not concern this person"),
    (RefusalReason.MANIFESTLY_EXCESSIVE, "The request is manifestly excessive"),
    (RefusalReason.NO_GOOD_REASON, "The reason does not justify listening"),
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
    (Sought.ASKED, "Asked"),
    (Sought.NOT_ASKED, "Not asked"),
    (Sought.CANNOT_BE_ASKED, "Cannot be asked"),
    (Capable.YES, "Yes"),
    (Capable.NO, "No"),
    (Capable.NOT_KNOWN, "Not known"),
    (Consent.CONSENTED, "They consented"),
    (Consent.REFUSED, "They refused"),
    (Consent.NO_ANSWER, "No answer"),
    (Outcome.HEARD_IN_FULL, "Heard in full"),
    (Outcome.HEARD_IN_PART, "Heard in part"),
    (Outcome.NOT_ENOUGH_EVIDENCE, "Not enough evidence today"),
    (Outcome.CUSTOMER_LEFT, "Customer left"),
    (Outcome.NO_SHOW, "Did not come"),
    (Outcome.CANCELLED, "Cancelled"),
    (Outcome.STOPPED_BY_STAFF, "Stopped by staff"),
    (Outcome.TECHNICAL_FAULT, "Technical fault"),
    (Outcome.APPROVAL_WITHDRAWN, "Approval withdrawn"),
    (ImportOutcome.CAME_IN, "Came in"),
    (ImportOutcome.CAME_BACK, "Its file was gone, and is back"),
    (ImportOutcome.WAS_THERE, "Was there already"),
    (ImportOutcome.NOT_ASKED_FOR, "Not asked for"),
    (ImportOutcome.TIME_IS_UP, "Its time is up"),
    (ImportOutcome.REFUSED, "Refused"),
    (Party.CUSTOMER, "Customer"),
    (Party.REPRESENTATIVE, "Representative"),
    (Party.COMPANION, "Companion"),
    (Party.INTERPRETER, "Interpreter"),
    (State.BOOKED, "Booked"),
    (State.CHECKED_IN, "Checked in"),
    (State.IDENTIFIED, "Identity confirmed"),
    (State.BRIEFED, "Briefed"),
    (State.LISTENING, "Listening"),
    (State.ON_BREAK, "On a break"),
    (State.CLOSING, "Closing"),
    (State.INTERRUPTED, "Interrupted"),
    (State.CLOSED, "Closed"),
)

WORDS: Mapping[tuple[type[StrEnum], str], str] = {(type(code), code.value): text for code, text in _ENTRIES}
"""By set and member: members of different sets may have the same value, and are then equal as text."""


FOR_INTERNAL: Mapping[tuple[type[StrEnum], str], str] = {
    (Party, Party.CUSTOMER.value): "Listener",
    (Outcome, Outcome.CUSTOMER_LEFT.value): "Listener left",
}
"""Where somebody of the office listens: they are no customer."""


def words(code: StrEnum, kind: Kind = Kind.SUBJECT_ACCESS) -> str:
    """The words for a member of a closed set, as they are for a request of that kind."""
    member = (type(code), code.value)
    return tr(FOR_INTERNAL[member] if kind is Kind.INTERNAL and member in FOR_INTERNAL else WORDS[member])


def why_paused(because: Halt) -> str:
    """What whoever listens reads where the program stopped the sound by itself."""
    return tr("Playing has paused: {why}. Press Play to go on.").format(why=words(because))


def and_list(items: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return tr("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])
