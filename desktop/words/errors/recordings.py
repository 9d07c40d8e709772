"""Errors of the recordings: bringing in, finding, holding, and files that are refused."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "search_too_wide": "Without a number, a search goes no further than the day of the call.",
    "not_found_by_search": "A search for this request does not find this recording now.",
    "recording_gone": "This recording has just come to the end of its time.",
    "no_such_task": "There is nothing left to stop there.",
    "hold_reviewed": "Somebody else has kept this hold since you opened it. Open the request again to see why.",
    "report_not_written": "The report cannot be written there. Choose another place.",
    "report_exists": "There is a file of that name already. Choose another.",
    "not_a_back_office": "This desk opens no originals. Recordings are brought in at a desk of the back office.",
    "something_is_left": "There is a recording that could be this call. Search again.",
    "release_not_asked": "Nobody has asked to release this hold yet.",
    "hold_released": "This hold has been released already.",
    "nothing_to_import": "There is no folder and no ordinary file of that name to read.",
    "media_not_audio": "This file is not a recording.",
    "media_empty": "This file is empty.",
    "media_no_frames": "This recording has no sound in it: its length is nought.",
    "media_cut": "This recording is cut short or damaged: it holds less than it says. Ask for it again.",
    "media_too_large": "This recording is larger than can be brought in.",
    "media_decoder_died": "This recording could not be decoded: the decoder stopped.",
    "media_too_slow": "This recording could not be decoded in the time allowed.",
    "media_format_not_accepted": "This is sound, but in a format that is not accepted. Ask for it as WAV (PCM, "
    "A-law, mu-law, GSM) or MP3, in one or two channels. Or have it converted to a 16-bit PCM WAV, and bring "
    "that in: ffmpeg -i RECORDING -c:a pcm_s16le RECORDING.wav",
    "media_changes_format": "This recording changes its format part of the way through, so the rest of it could not "
    "be heard. Ask for it again, in one format.",
    "media_changed": "This file was changed while it was read. Wait until it is finished, then bring it in again.",
    "media_not_all_heard": "More sound is in this file than could be decoded, so the rest of it would not be heard. "
    "Ask for it again, as one recording.",
    "media_length_differs": "This recording no longer decodes to the length that it had when it was brought in.",
    "media_no_header": "By its name this is sound without a header: nothing in it says how to read it. Ask for it "
    "as WAV or MP3. Or have it converted to a 16-bit PCM WAV by somebody who knows its format, and bring that "
    "in: ffmpeg -f mulaw -ar 8000 -i RECORDING -c:a pcm_s16le RECORDING.wav",
    "side_name_not_known": "The name of this file does not tell about the call in a way that is known here.",
    "side_too_large": "The file beside the recording is larger than can be read.",
    "side_cut": "This file is damaged. It was read up to there, and what comes after is not known.",
    "side_too_deep": "The file beside the recording is nested too deeply to be read.",
    "side_not_text": "The file beside the recording is not text in UTF-8, UTF-16 or the western Windows encoding.",
    "side_not_as_expected": "The file beside the recording is not of the kind that was expected.",
    "side_doctype": "The file beside the recording declares a document type. Such a file is not read.",
    "side_other_call": "The file beside the recording is about another call.",
    "side_two_calls": "The table tells of two calls under the name of this recording. Bring it in as one file.",
    "side_time_not_read": "The date and time of the call cannot be read.",
    "side_time_left_out": "The time of the call lies in the hour that is left out when the clocks go forward.",
    "side_media_name": "The recording is named in a way that cannot be the name of a file.",
    "side_column_missing": "A column that the map names is not in this file, or is there twice.",
    "side_date_format": "The date format of the column map cannot be used.",
    "side_length": "The length of the call cannot be read.",
    "side_direction": "Whether the call came in or went out cannot be read.",
    "side_channel": "The channel of the member of staff cannot be read: it is 0 or 1.",
    "side_row_width": "This row has more or fewer cells than the first.",
    "file_is_link": "This is a link. Links are not followed, because they may lead out of the folder.",
    "file_is_special": "This is not an ordinary file.",
    "file_not_read": "This file cannot be read. See whether this account is allowed to.",
    "folder_not_read": "This folder cannot be read. See whether this account is allowed to.",
    "folder_too_deep": "This folder lies too deep within others to be read.",
    "hold_needs_another_person": "A second person releases a hold.",
    "no_such_source": "The keeping policy names no such source. It names: {known}.",
    "number_not_read": "The telephone number of this call is told in a way that cannot be read, so no search finds "
    "it. Bring it in as one file, and type the number.",
    "original_key_not_ours": "Its file is gone from the vault, and this desk does not hold its key. Bring it in at "
    "another back office.",
}
