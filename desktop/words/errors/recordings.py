"""The errors of recordings and of their copies, and the problems with what was typed or left out there.

Of recordings: importing, finding, holding, files that are refused. Of copies: marking, deciding, transcripts.
"""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "search_too_wide": "Without a number, the search covers only the day of the call.",
    "not_found_by_search": "A search for this request does not find this recording now.",
    "recording_gone": "This recording has just reached the end of its retention.",
    "no_such_task": "There is no deletion left to stop there.",
    "hold_reviewed": "Someone else has kept this hold since you opened it. Open the request again to see why.",
    "report_not_written": "The report cannot be written there. Choose another place.",
    "report_exists": "There is a file of that name already. Choose another.",
    "not_a_back_office": "This desk cannot open originals. Import recordings at a back-office desk.",
    "something_is_left": "There is a recording that could be this call. Search again.",
    "release_not_asked": "Nobody has asked to release this hold yet.",
    "hold_released": "This hold has been released already.",
    "nothing_to_import": "There is no folder or ordinary file with that name.",
    "media_not_audio": "This file is not a recording.",
    "media_empty": "This file is empty.",
    "media_no_frames": "This recording has no sound in it: its length is zero.",
    "media_cut": "This recording is cut short or damaged: it holds less than it says. Ask for it again.",
    "media_too_large": "This recording is too large to import.",
    "media_decoder_died": "This recording could not be decoded: the decoder stopped.",
    "media_too_slow": "This recording could not be decoded in the time allowed.",
    "media_format_not_accepted": (
        "This is sound, but in a format that is not accepted. Ask for it as WAV "
        "(PCM, A-law, mu-law, GSM) or MP3, in one or two channels. Or have it "
        "converted to a 16-bit PCM WAV, and import that: ffmpeg -i RECORDING "
        "-c:a pcm_s16le RECORDING.wav"
    ),
    "media_changes_format": "This recording changes its format part of the way through, so the rest of it could not "
    "be heard. Ask for it again, in one format.",
    "media_changed": "This file changed while it was being read. Wait until it is complete, then import it again.",
    "media_not_all_heard": (
        "This file has more sound in it than could be decoded, so the rest would not "
        "be heard. Ask for it again, as one recording."
    ),
    "media_length_differs": "This recording no longer decodes to the length it had when it was imported.",
    "media_no_header": (
        "By its name, this is sound without a header: nothing in it says how to read it. "
        "Ask for it as WAV or MP3. Or have it converted to a 16-bit PCM WAV by someone who "
        "knows its format, and import that: ffmpeg -f mulaw -ar 8000 -i RECORDING -c:a "
        "pcm_s16le RECORDING.wav"
    ),
    "side_name_not_known": "The name of this file does not describe the call in any way known here.",
    "side_too_large": "The file beside the recording is larger than can be read.",
    "side_cut": "This file is damaged. It was read up to the damage. What comes after is not known.",
    "side_too_deep": "The file beside the recording is nested too deeply to be read.",
    "side_not_text": "The file beside the recording is not text in UTF-8, UTF-16 or the western Windows encoding.",
    "side_not_as_expected": "The file beside the recording is not of the kind that was expected.",
    "side_doctype": "The file beside the recording declares a document type. Such a file is not read.",
    "side_other_call": "The file beside the recording is about another call.",
    "side_two_calls": "The table lists two calls under the name of this recording. Import it on its own.",
    "side_time_not_read": "The date and time of the call cannot be read.",
    "side_time_left_out": "The time of the call is in the hour that is skipped when the clocks go forward.",
    "side_media_name": "The name given for the recording cannot be a file name.",
    "side_column_missing": "A column that the map names is not in this file, or is there twice.",
    "side_date_format": "The date format of the column map cannot be used.",
    "side_length": "The length of the call cannot be read.",
    "side_direction": "Whether the call came in or went out cannot be read.",
    "side_channel": "The channel of the member of staff cannot be read: it is 0 or 1.",
    "side_row_width": "This row has more or fewer cells than the first.",
    "file_is_link": "This is a link. Links are not followed, because they may lead out of the folder.",
    "file_is_special": "This is not an ordinary file.",
    "file_not_read": "This file cannot be read. Check that this account is allowed to.",
    "folder_not_read": "This folder cannot be read. Check that this account is allowed to.",
    "folder_too_deep": "This folder is nested too deeply to be read.",
    "hold_needs_another_person": "A second person has to release a hold.",
    "no_such_source": "The keeping policy names no such source. It names: {known}.",
    "number_not_read": (
        "The telephone number of this call cannot be read, so searches do not find it. "
        "Import it on its own, and type the number."
    ),
    "original_key_not_ours": (
        "Its file is missing from the vault, and this desk does not hold its key. "
        "Import it at another back-office desk."
    ),
}


PROBLEMS: Texts[str] = {
    "telephone_system_not_looked_at": "Look in each telephone system that may still have it, then tick that you did.",
    "hold_reason_missing": "Type why the hold is still needed.",
    "review_not_after_today": "Choose a day after today. Someone reviews the hold then.",
    "review_too_late": "That is later than a hold may wait. Type an earlier day.",
    "source_missing": "Choose the telephone system.",
    "path_missing": "Choose the folder or the file, or type its whole path.",
    "nothing_to_import": "There is no folder or ordinary file with that name. Choose another.",
    "column_started_missing": "Choose the column that says when the call began.",
    "column_media_missing": "Choose the column of the recording’s file, or that of the call’s identifier below.",
    "column_chosen_twice": "This column is chosen twice. Choose it once.",
    "date_form_missing": "Choose how dates and times are written.",
    "table_name_missing": "Type what such tables are called.",
    "table_name_with_folders": "Type the name of a file, without folders.",
    "table_name_of_another": "The table that you see is not called that. Type its name; * stands for any letters.",
    "source_name_missing": "Type what the telephone system is called here.",
    "source_name_taken": "There is a telephone system of that name. Type another, or go back and choose that one.",
    "source_named_already": "There is a telephone system of that name. Type another.",
    "source_names_missing": "Choose the system. If nobody knows, choose the last one.",
    "source_zone_missing": "Choose the time zone.",
    "only_telephone_system": "The office has no other telephone system. Add that first.",
    "table_choice_missing": "Choose whether there is a table beside the recordings.",
    "date_example_unreadable": "Type that moment, all of it from the day to the minute, as the table writes it.",
    "outside_line_unknown": "Type digits from 1 to 9, * or #.",
    "their_number_unreadable": "That does not look like a telephone number. Type it with its area code, or leave it "
    "empty.",
}


OF_COPIES: Texts[str] = {
    "copy_heard": "Someone has heard this copy, so the approval cannot be withdrawn.",
    "copy_changed": "The copy has changed since you opened the request. Open it again.",
    "draft_is_newer": (
        "Someone else has changed these marks since you opened them. Yours are still here. "
        "Choose which to continue with."
    ),
    "recording_changed": "This request now has another recording.",
    "no_originals_here": "This desk cannot open originals.",
    "no_transcript": "This copy has no transcript.",
    "transcript_is_newer": "Someone else has changed this transcript since you opened it. It now shows their changes. "
    "Nothing of yours was saved: look at it, and save it again.",
    "transcript_unreadable": "This file cannot be read. Nothing was taken from it.",
    "transcript_too_large": "This file is too large for a transcript. Nothing was taken from it.",
    "transcript_not_text": "This file is not a text, or a damaged one. Save the transcript as WebVTT or SRT in UTF-8.",
    "transcript_not_as_expected": "This file has no transcript of a call. Choose a WebVTT, SRT or Contact Lens file.",
    "transcript_entry_not_read": "Text number {number} of this file cannot be read. Nothing was taken from it.",
    "transcript_empty": "There are no lines of a transcript in this file. Choose a WebVTT, SRT or Contact Lens file.",
    "transcript_too_many_lines": "This file has more than {most} lines. Nothing was taken from it.",
    "transcript_too_many_names": "This file names more than {most} speakers. Nothing was taken from it.",
    "transcript_line_not_read": "Line {line} of this file is not WebVTT or SRT. Nothing was taken from it.",
    "transcript_time_misplaced": (
        "There is a time among the words in the part of the file that begins at line {line}. "
        "An empty line may be missing there. Nothing was taken from it."
    ),
    "transcript_not_numbered": (
        "The parts of this file are numbered, and the number does not follow in the part that begins at line {line}. "
        "Something may be missing there. Nothing was taken from it."
    ),
    "transcript_hidden_character": (
        "There is a character that cannot be seen in the part of the file that begins at line {line}. "
        "Nothing was taken from it."
    ),
    "transcript_line_too_long": (
        "There are more than {most} characters in the part of the file that begins at line {line}. "
        "Nothing was taken from it."
    ),
    "transcript_line_ends_first": "In this file, text number {line} ends before it starts. Nothing was taken from it.",
    "transcript_not_in_order": (
        "In this file, text number {line} starts before the one above it. Nothing was taken from it."
    ),
    "transcript_too_long": (
        "In this file, text number {line} ends after the recording does. Check that it is of this call. "
        "Nothing was taken from it."
    ),
}


PROBLEMS_OF_COPIES: Texts[str] = {
    "decision_missing": "Choose approve, send back or refuse.",
    "refusal_reason_missing": "Choose why the request is refused.",
    "refusal_for_its_reason": "A person need not give a good reason. Choose why the request is refused.",
    "refusal_is_here": "The recording is still here. Choose another reason.",
    "send_back_words_missing": "Type what has to change. Whoever prepares it will read this.",
    "against_their_will_words_missing": "Someone refused. Type why it is still reasonable to let it be heard.",
    "withdraw_words_missing": "Type why the approval is withdrawn.",
    "information_missing": "Choose whether anything about someone else can be heard.",
    "confidence_missing": "Choose whether it was told in confidence.",
    "asked_missing": "Choose whether they were asked.",
    "capable_missing": "Choose whether they can decide for themselves.",
    "consent_missing": "Choose what they said.",
    "until_in_past": "This day has passed. Type a day from today on, or leave it empty.",
    "training_needs_removal": "For training, customer details are removed. Tick if there was nothing to remove.",
    "unheard_not_known": "You have not heard all of this copy. Tick to approve it all the same, or hear the rest.",
    "unread_not_known": "You have not read the transcript. Tick to approve it all the same, or read it.",
    "transcript_choice_missing": "Choose whether the transcript is approved with the copy.",
    "transcript_file_missing": "Choose the file of the transcript, or type its whole path.",
    "speaker_missing": "Choose who this is.",
    "line_words_missing": "Type what is said. A line cannot be empty.",
    "line_words_too_long": "These are more words than anyone can read while they are said. Shorten them.",
    "line_topic_too_long": "A topic has at most 40 characters. Shorten it.",
    "newer_transcript_not_known": "The transcript is newer than this copy. Tick to approve its own, or send it back.",
    "newer_marks_not_known": "The marks are newer than this copy. Tick to approve it as it is, or send it back.",
}
