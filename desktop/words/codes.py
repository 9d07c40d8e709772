"""The words of every member of a closed set of the rules, wing by wing. A test walks every set.

A member can have words of its own in the middle of a sentence (`within`), or where someone of the office listens.
"""

from __future__ import annotations

from enum import StrEnum

from desktop.application.log.health import Trouble
from desktop.application.log.integrity import LagReason
from desktop.application.office.desks import Why
from desktop.application.ports.lifecycle import Noted
from desktop.application.ports.sound import Halt, SoundEngine, VaultPlace
from desktop.application.recordings.import_report import Outcome as Became
from desktop.application.sessions.views import Readiness
from desktop.domain.copies.copy import ChapterKind
from desktop.domain.copies.decision import Asked, Capable, Confidence, Consent, Information, Ruling
from desktop.domain.copies.marking import PublicReason, RemovalReason
from desktop.domain.copies.transcript import Speaker
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.column_choice import DATE_EXAMPLE
from desktop.domain.recordings.finding import Step as Reach
from desktop.domain.recordings.retention import HoldReason
from desktop.domain.requests import request
from desktop.domain.requests.complaints import ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.follow_ups import FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import LetterKind
from desktop.domain.reviews.review import Exceptional, Severity, Step
from desktop.domain.reviews.statistics import Took
from desktop.domain.sessions.id_policy import Instead
from desktop.domain.sessions.identity import CallerCheck, Check, Fact, Missing
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import NoteKind, Outcome, Party, State, WhyUnbooked
from desktop.domain.shared.kinds import Kind
from desktop.words import Pairs, Texts, tr

CODES: Pairs = (
    # All wings
    (Kind.SUBJECT_ACCESS, "Subject access"),
    (Kind.INTERNAL, "Internal access"),
    # The office
    (LagReason.SHARE_AWAY, "The share with the witness file is away"),
    (LagReason.BEING_REPLACED, "The witness file is lost, and an administrator begins another"),
    (LagReason.NOT_KNOWN, "Not known yet"),
    (DeskKind.COUNTER, "Counter"),
    (DeskKind.BACK_OFFICE, "Back office"),
    (DeskKind.DECISION, "Decisions"),
    (DeskKind.REVIEW, "Reviews, without sound"),
    (Why.STOLEN, "Stolen"),
    (Why.LOST, "Lost"),
    (Why.REPLACED, "Another PC takes its place"),
    (Why.NOT_NEEDED, "No longer needed"),
    (
        Trouble.LOSS_NOT_STATED,
        "The witness file covers events that the log does not have: an older database was restored. An administrator "
        "and a supervisor state the loss: listening-room log lost --administrator NAME --supervisor NAME",
    ),
    (
        Trouble.WITNESS_AWAY,
        "A witness file cannot be read or written from this PC, so nothing is anchored there. Connect its share. If it "
        "is gone for good, begin another: listening-room witness begin",
    ),
    (
        Trouble.VAULT_AWAY,
        "The folder for recordings cannot be reached from this PC, or is not the office’s. Nothing can be played or "
        "stored here until its share is connected.",
    ),
    (
        Trouble.REMOTE_SESSION,
        "This PC is being used from another one (Remote Desktop, Citrix): what it plays is heard there, and its window "
        "is not kept out of captures.",
    ),
    (
        Trouble.OFFICE_OPEN,
        "Other accounts of this PC may open the office’s folder. Let in this account and administrators alone: on "
        "Windows under Properties, Security; elsewhere with chmod -R go= on the folder.",
    ),
    (
        Trouble.SHARE_OPEN,
        "Everybody with an account may change the folder for recordings or a witness file. Ask whoever looks after the "
        "share to let in only the accounts of the office’s PCs.",
    ),
    (Trouble.OFFICE_DISK, "The disk of this PC’s office folder has less than 1 GB free. Make room on it."),
    (Trouble.VAULT_DISK, "The disk with the office’s recordings has less than 1 GB free. Make room on it."),
    (
        Trouble.LOGIN_LEFT,
        "The database server still lets in a PC that was withdrawn. Under PCs, open it and choose End its login on the "
        "server.",
    ),
    (Trouble.DIRECTORY_AWAY, "The directory does not answer this PC, so its people cannot sign in here."),
    (
        Trouble.DIRECTORY_CERTIFICATE,
        "The directory’s certificate is not from the authority in directory.toml, so its people cannot sign in at this "
        "PC. If the authority has changed, lay its certificate beside that file.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_EXPIRED,
        "The directory’s certificate, or its authority’s, has expired, so its people cannot sign in at this PC. "
        "Ask whoever looks after the directory to renew it.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_NAME,
        "The directory’s certificate is for another name than the one in directory.toml, so its people cannot sign in "
        "at this PC.",
    ),
    (
        Trouble.DIRECTORY_CERTIFICATE_ENDS,
        "The directory’s certificate ends soon, and then its people cannot sign in. Whoever looks after the directory "
        "renews it.",
    ),
    (
        Trouble.WITNESS_UNDECIDED,
        "The witness file is in this office’s own folder, where it proves little. Choose a place for it on another "
        "machine. On this PC run listening-room witness begin FILE --administrator NAME --replaces OLD --reason moved",
    ),
    (Trouble.NOT_ANCHORED, "Events have waited too long for an anchor. On this PC, check the witness file."),
    (
        Trouble.NO_NIGHTLY_RUN,
        "There has been no nightly run for two days. On a PC of the back office run listening-room retain.",
    ),
    (Trouble.NIGHT_STOPPED, "The nightly run destroyed nothing."),
    (
        Trouble.NO_BACKUP_YET,
        "No back-up has been made yet. On a PC of the back office, under Health, choose Make a back-up.",
    ),
    (
        Trouble.NO_BACKUP,
        "No back-up has been made for a week. On a PC of the back office, under Health, choose Make a back-up.",
    ),
    (
        Trouble.ROW_REFUSED,
        "In the last week the database said something that the log does not say. It was not believed. On "
        "this PC run listening-room verify, and find out who changed the database, or put an older one back.",
    ),
    (Trouble.OVERDUE, "Requests are overdue. Tell the information officers: under Requests, Overdue lists them."),
    (
        Trouble.PC_COPIED,
        "A PC and a copy of it were both in use. At another PC, under PCs, withdraw it. Let it join again once you "
        "know why.",
    ),
    (Trouble.PC_UNSEEN, "A PC has not been seen for a week. If nobody needs it, withdraw it under PCs."),
    (
        Trouble.KEYS_TO_RENEW,
        "Keys that a withdrawn PC or a replaced recovery key opened are still in use. On a PC of the back office run "
        "listening-room retain.",
    ),
    (
        Trouble.VAULT_DAMAGED,
        "Files of the vault are damaged or missing. On a PC of the back office run listening-room retain to see which.",
    ),
    (Trouble.PC_CLOCK, "The clock of a PC is wrong. Set it there."),
    (Trouble.PC_LACKS, "Something is missing at a PC. Its own line says what."),
    (Noted.IN_LOG, "Health shows when it was made."),
    (
        Noted.NOT_OURS,
        "This PC has no keys of originals, so Health does not show this back-up. Make one at a PC of the back office.",
    ),
    (
        Noted.NOT_TAKEN,
        "The log could not take that it was made, so Health does not show it. See whether there is room for the "
        "database, and run listening-room verify.",
    ),
    (Lack.SOUND, "No sound card: connect headphones or a loudspeaker there"),
    (Lack.WITNESS, "Cannot read the witness file: connect its share there"),
    (Lack.WITNESS_ELSEWHERE, "Its witness file is on its own disk: begin another on a share"),
    (Lack.KEYRING, "No keyring: its keys are in a file"),
    (Lack.KEYRING_AT_NIGHT, "The nightly run could not use its keyring: stay signed in there at night"),
    (Lack.OWN_MEMORY, "Other programs can read its memory: ask IT to look at how Listening Room is started there"),
    (Lack.OWN_CODE, "Code of another program is loaded: ask IT to run listening-room doctor there"),
    (Lack.DIRECTORY_GROUPS_UNUSED, "Groups in its directory.toml are not used: the office’s policy names them"),
    (Lack.NO_DIRECTORY_GROUP, "No group of the directory gives a role: name one under Policies"),
    (
        Trouble.CERTIFICATE_ENDS,
        "The certificate by which the database server is trusted ends soon. Give each PC the new one: listening-room "
        "server change --authority FILE --administrator NAME",
    ),
    (
        Trouble.SERVER_CERTIFICATE_ENDS,
        "The database server’s own certificate ends soon, and then no PC reaches it. Its administrator renews it. "
        "Where the authority stays the same, nothing has to be done at the PCs.",
    ),
    (Trouble.MOVE_UNFINISHED, "The office’s move to a server is not finished. Give the same command again."),
    (VaultPlace.FOLDER, "In a folder"),
    (VaultPlace.DATABASE, "In the database, on its server"),
    (PolicyName.IDENTITY, "Identification"),
    (PolicyName.OFFICE, "Office and hours"),
    (PolicyName.KEEPING, "Keeping recordings"),
    (Role.ADVISER, "Adviser"),
    (Role.INFORMATION_OFFICER, "Information officer"),
    (Role.APPROVER, "Approver"),
    (Role.SUPERVISOR, "Supervisor"),
    (Role.ADMINISTRATOR, "Administrator"),
    (ClockDoubt.SERVER_DIFFERS, "This PC’s clock and the database server’s are more than a day apart."),
    (ClockDoubt.BEHIND, "This PC’s clock is more than a day behind the log or the witness file."),
    (
        ClockDoubt.AHEAD,
        "This PC’s clock is more than a day ahead of the log or the witness file, days of closure not counted.",
    ),
    (
        ClockDoubt.STEPPED,
        "Since the clock was last found right, days are missing from the log, or the clock went back.",
    ),
    (ClockDoubt.LOG_SHORTER, "The witness file covers events that the log does not have. One of them may be a hold."),
    (ClockDoubt.WITNESS_UNREADABLE, "The witness file cannot be read. Connect its disk or share."),
    (ClockDoubt.TOO_MANY, "More than a tenth of all recordings would be destroyed in one night."),
    # Requests
    (request.Purpose.QUALITY, "Quality check"),
    (request.Purpose.COMPLAINT, "Complaint"),
    (request.Purpose.REAFFIRM, "Reaffirm key information"),
    (request.Purpose.POLICE, "Police"),
    (request.Purpose.THREAT, "Threat or abuse"),
    (request.Purpose.TRAINING, "Training"),
    (request.Status.TAKEN, "Information officer: find the recording"),
    (request.Status.LINKED, "Information officer: prepare the copy"),
    (request.Status.PREPARED, "Head of Customer Services: decide"),
    (request.Status.APPROVED, "Information officer: book an appointment, or close"),
    (request.Status.REFUSED, "Refused. Information officer: tell the person, and close"),
    (request.Status.CLOSED, "Closed"),
    (request.Stage.TAKEN, "Taken"),
    (request.Stage.PROTECTED, "Protected"),
    (request.Stage.FOUND, "Found"),
    (request.Stage.PREPARED, "Prepared"),
    (request.Stage.DECIDED, "Decided"),
    (request.Stage.INVITED, "Invited"),
    (request.Stage.HEARD, "Heard"),
    (request.Stage.ANSWERED, "Answered"),
    (request.Channel.LETTER, "Letter"),
    (request.Channel.MAIL, "E-mail"),
    (request.Channel.WEB_FORM, "Web form"),
    (request.Channel.IN_PERSON, "In person"),
    (request.Channel.TELEPHONE, "Telephone"),
    (request.Channel.REGULATOR, "The regulator’s service"),
    (request.Language.ENGLISH, "English"),
    (request.Language.WELSH, "Welsh"),
    (request.Language.BOTH, "Both"),
    (request.Authority.POWER_OF_ATTORNEY, "Power of attorney"),
    (request.Authority.COURT_DEPUTY, "Court-appointed deputy"),
    (request.Authority.WRITTEN_CONSENT, "Written consent"),
    (request.Authority.PARENTAL, "Parent or guardian"),
    (ExtensionReason.COMPLEX, "The request is complex"),
    (ExtensionReason.MANY_REQUESTS, "This person has made many requests"),
    (FollowUpKind.CORRECTION, "Correction"),
    (FollowUpKind.COMPLAINT, "Complaint"),
    (FollowUpAnswer.CORRECTED, "It was corrected, and they were told what was done"),
    (FollowUpAnswer.NOT_CORRECTED, "It was not corrected, and they were told why"),
    (ComplaintStep.ACKNOWLEDGED, "Acknowledged"),
    (ComplaintStep.PROGRESS, "Told how it is going"),
    (ComplaintStep.OUTCOME, "Told the outcome"),
    (ComplaintOutcome.UPHELD, "It was upheld"),
    (ComplaintOutcome.PARTLY_UPHELD, "It was upheld in part"),
    (ComplaintOutcome.NOT_UPHELD, "It was not upheld"),
    (ComplaintOutcome.PASSED_ON, "It is about the service, and was passed on"),
    (request.DisclosureRoute.SECURE_TRANSFER, "Secure file transfer"),
    (request.DisclosureRoute.ENCRYPTED_MAIL, "Encrypted e-mail"),
    (request.DisclosureRoute.ENCRYPTED_DEVICE, "Encrypted disk or stick, handed over"),
    (request.DisclosureBasis.CRIME, "To prevent or detect crime"),
    (request.DisclosureBasis.REQUIRED_BY_LAW, "The law requires it"),
    (request.DisclosureBasis.COURT_ORDER, "A court order"),
    (request.DisclosureBasis.VITAL_INTERESTS, "Someone’s life is at risk"),
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
    (LetterKind.CORRECTION_MADE, "Correction made"),
    (LetterKind.CORRECTION_REFUSED, "Correction refused"),
    (LetterKind.COMPLAINT_RECEIVED, "Complaint received"),
    (LetterKind.COMPLAINT_PROGRESS, "How the complaint is going"),
    (LetterKind.COMPLAINT_OUTCOME, "Outcome of the complaint"),
    (request.Answered.LISTENED, "They listened to it here"),
    (request.Answered.COPY_SENT, "A copy was sent to them"),
    (request.Answered.DISCLOSED, "A file was disclosed"),
    (request.Answered.REFUSAL_SENT, "They were told that it is refused, and why"),
    (request.Answered.WITHDRAWN, "They withdrew the request"),
    (request.Answered.UNANSWERED, "They did not answer us, and were told that it is closed"),
    (request.RefusalReason.THIRD_PARTY, "It is about someone else too, and parts cannot be removed"),
    (request.RefusalReason.NO_LONGER_AVAILABLE, "The recording is no longer available"),
    (request.RefusalReason.NOT_THIS_PERSON, "It does not concern this person"),
    (request.RefusalReason.MANIFESTLY_UNFOUNDED, "The request is manifestly unfounded"),
    (request.RefusalReason.MANIFESTLY_EXCESSIVE, "The request is manifestly excessive"),
    (request.RefusalReason.NO_GOOD_REASON, "The reason does not justify listening"),
    # Recordings
    (Reach.HALF_HOUR, "half an hour either side"),
    (Reach.SAME_DAY, "the whole day"),
    (Reach.DAY_EITHER_SIDE, "a day either side"),
    (Reach.WEEK_EITHER_SIDE, "a week either side"),
    (HoldReason.REQUEST, "a request asks for it"),
    (HoldReason.COMPLAINT, "a complaint"),
    (HoldReason.POLICE, "the police ask for it"),
    (HoldReason.LEGAL, "legal reasons"),
    (Became.CAME_IN, "Imported"),
    (Became.CAME_BACK, "File was missing, and is back"),
    (Became.WAS_THERE, "Already here"),
    (Became.NOT_ASKED_FOR, "Not asked for"),
    (Became.TIME_IS_UP, "Past its retention"),
    (Became.REFUSED, "Refused"),
    # Copies
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
    # Sessions
    (Readiness.READY, "Ready"),
    (Readiness.NO_HEADPHONES, "Headphones not found"),
    (Readiness.UNDER_WAY, "Under way"),
    (Readiness.INTERRUPTED, "Interrupted"),
    (Readiness.ABANDONED, "Under way at a PC that is off"),
    (Readiness.NOT_APPROVED, "Copy not approved yet"),
    (Readiness.APPROVAL_ENDED, "Approval expired"),
    (Readiness.DONE, "Done"),
    (Readiness.NO_SHOW, "Did not come"),
    (Readiness.CANCELLED, "Cancelled"),
    (Halt.MINIMISED, "the listening window was minimised"),
    (Halt.HIDDEN, "the listening window was hidden"),
    (Halt.COVERED, "another window, or a locked screen, covered the listening window"),
    (Halt.KEYBOARD_ELSEWHERE, "another window took the keyboard"),
    (Halt.DISPLAY_GONE, "a display was unplugged"),
    (Halt.FROZE, "this PC froze for a while"),
    (Halt.CLOCK_JUMPED, "this PC slept, or its clock was set"),
    (SoundEngine.LIBVLC, "libvlc"),
    (SoundEngine.PORTAUDIO, "PortAudio"),
    (NoteKind.REMARK, "Note"),
    (NoteKind.QUESTION, "Question"),
    (NoteKind.DISPUTE, "Dispute"),
    (NoteKind.OUTCOME, "About the outcome"),
    (NoteKind.LESSER_CHECK, "Why a lesser check is enough"),
    (NoteKind.LESSER_CHECK_DECLINED, "Why a lesser check was declined"),
    (NoteKind.UNBOOKED, "Why without an appointment"),
    (WhyUnbooked.CAME_BY, "They came without one"),
    (WhyUnbooked.ANOTHER_DAY, "Theirs is on another day"),
    (WhyUnbooked.NOT_ENTERED, "Agreed, not booked"),
    (WhyUnbooked.HEARS_AGAIN, "They want to hear it again"),
    (WhyUnbooked.OTHER, "Another reason"),
    (Instead.IN_DATE_DOCUMENT, "One that is in date will do instead."),
    (Instead.NEWER_ISSUE, "A newer one will do instead."),
    (Instead.ANOTHER_KIND, "Another kind of document will do instead."),
    (Instead.CURRENT_ADDRESS_DOCUMENT, "One with the current address will do instead."),
    (Instead.NAME_CHANGE_EVIDENCE, "Evidence of the change of name will do, such as a marriage certificate."),
    (Instead.SUPERVISOR, "Ask a supervisor."),
    (Instead.READ_DATE_AGAIN, "Read the date again."),
    (
        Instead.EVISA,
        "Their eVisa will do instead: ask for a share code. If this office does not accept it yet, ask a supervisor.",
    ),
    (
        Instead.SHARE_CODE,
        "Ask them for a share code from “View and prove your immigration status” on GOV.UK, and open it yourself with "
        "their date of birth.",
    ),
    (CallerCheck.MATCHES, "Matches"),
    (CallerCheck.NEAR_ENOUGH, "Near enough"),
    (CallerCheck.DOES_NOT_MATCH, "Does not match"),
    (Fact.EXPIRY, "the expiry date"),
    (Fact.ISSUED, "the date on it"),
    (Fact.SHARE_CODE, "whether you opened it with their share code"),
    (Fact.NAME, "whether the name matches"),
    (Fact.BIRTH, "whether the date of birth matches"),
    (Fact.ADDRESS, "whether it shows the current address"),
    (Check.EXPIRY_FINE, "in date"),
    (Check.RECENT_ENOUGH, "recent enough"),
    (Check.SHARE_CODE_OPENED, "opened with their share code"),
    (Check.NAME_MATCHES, "name matches"),
    (Check.NAME_CHANGE_SEEN, "name differs, evidence of the change seen"),
    (Check.BIRTH_MATCHES, "date of birth matches"),
    (Check.BIRTH_NOT_SHOWN, "no date of birth on it"),
    (Check.CURRENT_ADDRESS, "current address"),
    (Check.OTHER_ADDRESS, "not the current address"),
    (Check.TYPED_CORRECTLY, "number typed as printed"),
    (Check.NUMBER_AGREES, "number agrees with the request"),
    (Need.LOUDER, "Louder"),
    (Need.QUIETER, "Quieter"),
    (Need.SLOWER, "Slower"),
    (Need.LEFT_EAR, "In the left ear only"),
    (Need.RIGHT_EAR, "In the right ear only"),
    (Need.EXTRA_TIME, "Extra time"),
    (Need.LARGE_TYPE, "Large type"),
    (Need.HIGH_CONTRAST, "High contrast"),
    (Need.TRANSCRIPT, "The words to read, where a transcript is approved"),
    (Need.INTERPRETER, "An interpreter"),
    (Missing.FIRST_DOCUMENT, "a first document"),
    (Missing.SECOND_DOCUMENT, "a second document"),
    (Missing.FURTHER_DOCUMENT, "one more document"),
    (Missing.PHOTO, "one document with a photo"),
    (Missing.CURRENT_ADDRESS, "one document with the current address"),
    (Missing.COMBINATION, "two documents that go together"),
    (Missing.NAME_MATCH, "a name that matches the request"),
    (Missing.BIRTH_MATCH, "a date of birth that matches the request"),
    (Outcome.HEARD_IN_FULL, "Heard in full"),
    (Outcome.HEARD_IN_PART, "Heard in part"),
    (Outcome.NOT_ENOUGH_EVIDENCE, "Not enough evidence today"),
    (Outcome.CUSTOMER_LEFT, "Customer left"),
    (Outcome.NO_SHOW, "Did not come"),
    (Outcome.CANCELLED, "Cancelled"),
    (Outcome.STOPPED_BY_STAFF, "Stopped by staff"),
    (Outcome.TECHNICAL_FAULT, "Technical fault"),
    (Outcome.APPROVAL_WITHDRAWN, "Approval withdrawn"),
    (Outcome.OPENED_BY_MISTAKE, "Opened by mistake"),
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
    # Reviews
    (Took.TO_7, "Up to 7 days"),
    (Took.TO_14, "8 to 14 days"),
    (Took.TO_21, "15 to 21 days"),
    (Took.LONGER, "Longer"),
    (Took.EXTENDED, "Extended"),
    (Took.LATE, "Late"),
    (Exceptional.INTERRUPTED, "interrupted"),
    (Exceptional.NOT_ENOUGH_EVIDENCE, "not enough evidence"),
    (Exceptional.NEAR_ENOUGH, "caller check near enough"),
    (Exceptional.ANSWERS_NOT_SEEN, "caller check without looking at the answers"),
    (Exceptional.OUT_OF_HOURS, "outside opening hours"),
    (Exceptional.NO_APPOINTMENT, "without an appointment"),
    (Exceptional.SHORT_ID_STEP, "short ID step"),
    (Exceptional.STOPPED_BY_STAFF, "stopped by staff"),
    (Exceptional.TECHNICAL_FAULT, "technical fault"),
    (Exceptional.DISTRESS, "stopped in distress"),
    (Exceptional.LOCKDOWN_DEGRADED, "a restriction was not in force"),
    (Exceptional.LESSER_CHECK, "lesser check"),
    (Exceptional.OPENED_BY_MISTAKE, "opened by mistake"),
    (Exceptional.NOT_SIGNED_OFF, "not signed off in time"),
    (Severity.GRAVE, "Look at this first"),
    (Severity.SERIOUS, "Look at this"),
    (Severity.UNUSUAL, "Out of the usual"),
    (Step.IDENTITY, "ID"),
    (Step.BRIEF, "Brief"),
    (Step.LISTEN, "Listen"),
    (Step.CLOSE, "Close"),
)
_WITHIN: Pairs = (
    # Requests
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
    (LetterKind.CORRECTION_MADE, "correction made"),
    (LetterKind.CORRECTION_REFUSED, "correction refused"),
    (LetterKind.COMPLAINT_RECEIVED, "complaint received"),
    (LetterKind.COMPLAINT_PROGRESS, "how the complaint is going"),
    (LetterKind.COMPLAINT_OUTCOME, "outcome of the complaint"),
    # Copies
    (RemovalReason.ABOUT_ANOTHER_PERSON, "about another person"),
    (RemovalReason.CARD_DETAILS, "card details"),
    (RemovalReason.LEGAL_PRIVILEGE, "legal privilege"),
    (RemovalReason.SAFETY, "someone’s safety"),
    (RemovalReason.SERIOUS_HARM, "serious harm"),
    (RemovalReason.CRIME_OR_TAX, "crime or tax"),
    (RemovalReason.CONFIDENTIAL_REFERENCE, "confidential reference"),
    (RemovalReason.NOT_ABOUT_CUSTOMER, "not about the customer"),
    (RemovalReason.TRAINING_DETAIL, "customer details, for training"),
    # Sessions
    (Outcome.HEARD_IN_FULL, "heard in full"),
    (Outcome.HEARD_IN_PART, "heard in part"),
    (Outcome.NOT_ENOUGH_EVIDENCE, "not enough evidence today"),
    (Outcome.CUSTOMER_LEFT, "customer left"),
    (Outcome.NO_SHOW, "did not come"),
    (Outcome.CANCELLED, "cancelled"),
    (Outcome.STOPPED_BY_STAFF, "stopped by staff"),
    (Outcome.TECHNICAL_FAULT, "technical fault"),
    (Outcome.APPROVAL_WITHDRAWN, "approval withdrawn"),
    (Outcome.OPENED_BY_MISTAKE, "opened by mistake"),
    (Party.CUSTOMER, "customer"),
    (Party.REPRESENTATIVE, "representative"),
    (Party.COMPANION, "companion"),
    (Party.INTERPRETER, "interpreter"),
    (State.BOOKED, "booked"),
    (State.CHECKED_IN, "checked in"),
    (State.IDENTIFIED, "identity confirmed"),
    (State.BRIEFED, "briefed"),
    (State.LISTENING, "listening"),
    (State.ON_BREAK, "on a break"),
    (State.CLOSING, "closing"),
    (State.INTERRUPTED, "interrupted"),
    (State.CLOSED, "closed"),
)
_FOR_INTERNAL: Pairs = ((Party.CUSTOMER, "Listener"), (Outcome.CUSTOMER_LEFT, "Listener left"))
_WITHIN_FOR_INTERNAL: Pairs = ((Party.CUSTOMER, "listener"), (Outcome.CUSTOMER_LEFT, "listener left"))

Member = tuple[type[StrEnum], str]
"""A set and its member: members of different sets may have the same value, and are then equal as text."""


def _by_member(pairs: Pairs) -> dict[Member, str]:
    return {(type(code), code.value): text for code, text in pairs}


WORDS: Texts[Member] = _by_member(CODES)
WITHIN: Texts[Member] = _by_member(_WITHIN)
"""The same in the middle of a sentence, for the sets that stand in one. No translated word is made small by rule."""
FOR_INTERNAL: Texts[Member] = _by_member(_FOR_INTERNAL)
WITHIN_FOR_INTERNAL: Texts[Member] = _by_member(_WITHIN_FOR_INTERNAL)
"""Where someone of the office listens: they are no customer."""


def words(code: StrEnum, kind: Kind = Kind.SUBJECT_ACCESS) -> str:
    """Return the words for a member of a closed set, in a request of that kind."""
    member = (type(code), code.value)
    return tr(FOR_INTERNAL[member] if kind is Kind.INTERNAL and member in FOR_INTERNAL else WORDS[member])


def within(code: StrEnum, kind: Kind = Kind.SUBJECT_ACCESS) -> str:
    """The same words in the middle of a sentence."""
    member = (type(code), code.value)
    internal = kind is Kind.INTERNAL and member in WITHIN_FOR_INTERNAL
    return tr(WITHIN_FOR_INTERNAL[member] if internal else WITHIN[member])


def form_words(form: str) -> str:
    """Return a form of dates and times (of `strptime`) by an example, and by what comes first."""
    example = DATE_EXAMPLE.strftime(form.replace("%f", "250").replace("%z", "+0000"))
    if form.startswith("%m"):
        return tr("{example} (month first)").format(example=example)
    return tr("{example} (day first)").format(example=example) if form.startswith("%d") else example


def why_paused(because: Halt) -> str:
    """Tell the listener why the program paused the sound."""
    return tr("Playing has paused: {why}. Press Play to continue.").format(why=words(because))


def and_list(items: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return tr("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])


def or_list(items: list[str]) -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    return tr("{first} or {last}").format(first=", ".join(items[:-1]), last=items[-1])
