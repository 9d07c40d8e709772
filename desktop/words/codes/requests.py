"""Words for the closed sets of a request: one for each member."""

from __future__ import annotations

from desktop.domain.requests.clock_facts import ExtensionReason
from desktop.domain.requests.complaints import ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import ProofOf, QuestionAbout
from desktop.domain.requests.follow_ups import FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Authority, Channel, Purpose, RefusalReason, Status
from desktop.words import Pairs

CODES: Pairs = (
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
    (Channel.LETTER, "Letter"),
    (Channel.MAIL, "E-mail"),
    (Channel.WEB_FORM, "Web form"),
    (Channel.IN_PERSON, "In person"),
    (Channel.TELEPHONE, "Telephone"),
    (Channel.REGULATOR, "The regulator’s service"),
    (Authority.POWER_OF_ATTORNEY, "Power of attorney"),
    (Authority.COURT_DEPUTY, "Court-appointed deputy"),
    (Authority.WRITTEN_CONSENT, "Written consent"),
    (Authority.PARENTAL, "Parent or guardian"),
    (ExtensionReason.COMPLEX, "The request is complex"),
    (ExtensionReason.MANY_REQUESTS, "This person has made many requests"),
    (FollowUpKind.CORRECTION, "Correction"),
    (FollowUpKind.COMPLAINT, "Complaint"),
    (FollowUpAnswer.CORRECTED, "It was corrected"),
    (FollowUpAnswer.NOT_CORRECTED, "It was not corrected, and they were told why"),
    (FollowUpAnswer.ACKNOWLEDGED, "It was acknowledged"),
    (FollowUpAnswer.PASSED_ON, "It is about the service, and was passed on"),
    (ComplaintStep.ACKNOWLEDGED, "Acknowledged"),
    (ComplaintStep.PROGRESS, "Told how it is going"),
    (ComplaintStep.OUTCOME, "Told the outcome"),
    (ComplaintOutcome.UPHELD, "It was upheld"),
    (ComplaintOutcome.PARTLY_UPHELD, "It was upheld in part"),
    (ComplaintOutcome.NOT_UPHELD, "It was not upheld"),
    (ComplaintOutcome.PASSED_ON, "It is about the service, and was passed on"),
    (ProofOf.IDENTITY, "Proof of identity"),
    (ProofOf.AUTHORITY, "Proof of authority"),
    (QuestionAbout.WHICH_CALL, "When the call was"),
    (QuestionAbout.WHICH_NUMBER, "Which number it was made from, or to"),
    (QuestionAbout.ITS_SUBJECT, "What the call was about"),
    (QuestionAbout.WHICH_PARTS, "Which parts of it they want"),
    (LetterKind.INVITATION, "Invitation"),
    (LetterKind.REFUSAL, "Refusal"),
    (LetterKind.NO_LONGER_AVAILABLE, "No longer available"),
    (LetterKind.EXTENSION, "More time needed"),
    (LetterKind.CLARIFICATION, "Question about the request"),
    (LetterKind.PROOF, "Proof asked"),
    (LetterKind.CLOSED_UNANSWERED, "Closed without an answer"),
    (LetterKind.RESPONSE, "Our answer"),
    (LetterKind.COMPLAINT_RECEIVED, "Complaint received"),
    (LetterKind.COMPLAINT_OUTCOME, "Outcome of the complaint"),
    (Answered.LISTENED, "They listened to it here"),
    (Answered.COPY_SENT, "A copy was sent to them"),
    (Answered.REFUSAL_SENT, "They were told that it is refused, and why"),
    (Answered.WITHDRAWN, "They withdrew the request"),
    (Answered.UNANSWERED, "They did not answer us, and were told that it is closed"),
    (RefusalReason.THIRD_PARTY, "It is about someone else too, and parts cannot be removed"),
    (RefusalReason.NO_LONGER_AVAILABLE, "The recording is no longer available"),
    (RefusalReason.NOT_THIS_PERSON, "It does not concern this person"),
    (RefusalReason.MANIFESTLY_EXCESSIVE, "The request is manifestly excessive"),
    (RefusalReason.NO_GOOD_REASON, "The reason does not justify listening"),
)

WITHIN: Pairs = (
    (ProofOf.IDENTITY, "proof of identity"),
    (ProofOf.AUTHORITY, "proof of authority"),
    (LetterKind.INVITATION, "invitation"),
    (LetterKind.REFUSAL, "refusal"),
    (LetterKind.NO_LONGER_AVAILABLE, "no longer available"),
    (LetterKind.EXTENSION, "more time needed"),
    (LetterKind.CLARIFICATION, "question about the request"),
    (LetterKind.PROOF, "proof asked"),
    (LetterKind.CLOSED_UNANSWERED, "closed without an answer"),
    (LetterKind.RESPONSE, "our answer"),
    (LetterKind.COMPLAINT_RECEIVED, "complaint received"),
    (LetterKind.COMPLAINT_OUTCOME, "outcome of the complaint"),
)
"""The same in the middle of a sentence."""
