"""Words for what was typed or left out: signing in and setting up an office."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "name_missing": "Type a name.",
    "office_name_missing": "Type the office’s name, as screens and receipts show it.",
    "nation_missing": "Choose the nation whose public holidays count.",
    "database_stays_missing": "Choose whether the office’s database is lost.",
    "rows_missing": "Choose where the office’s data is kept.",
    "server_host_missing": "Type where the server is.",
    "server_database_missing": "Type the name of the database.",
    "server_role_missing": "Type the role that the PCs sign in with.",
    "server_owner_missing": "Type the role that owns the database.",
    "server_password_missing": "Type the password of the role that the PCs sign in with.",
    "server_owner_password_missing": "Type the password of the role that owns the database.",
    "server_role_refused": (
        "The server answers, but does not let this role into the database. Check the role and its password."
    ),
    "server_owner_refused": (
        "The server answers, but does not let this role into the database. Check the role, its password, and the "
        "name of the database."
    ),
    "server_authority_missing": "Choose the file with the certificate of the authority that signed the server’s.",
    "backup_folder_missing": "Choose the folder of a back-up.",
    "recovery_file_missing": "Choose the file with the recovery key.",
    "recovery_key_missing": "Paste the recovery key, or type it from its paper.",
    "given_refused": (
        "The server doesn’t let this PC in with the password that it had. Type the one that the database "
        "administrator has given its login."
    ),
    "vault_place_missing": "Choose where recordings are kept.",
    "witness_place_missing": "Choose what you have for the witness, or decide later.",
    "witness_folder_missing": "Choose a folder that is there, and that this account can write to.",
    "witness_not_writable": (
        "Nothing can be written to this folder. Is its disk or share full, read only, or away? Put that right, or "
        "choose another folder."
    ),
    "witness_taken_there": "There is a witness file in this folder already. Choose another folder for this office.",
    "recovery_is_secret": (
        "This is the secret half of the key, which must not be here. Paste the public one, which begins with age1."
    ),
    "recovery_not_proved": "That is not the end of this key. It has been cleared. Look at the key, and type it again.",
    "join_answer_missing": "Choose the answer that the administrator has written.",
    "sign_in_name_missing": "Type the name that they sign in with.",
    "shown_name_missing": "Type the name that screens show.",
    "name_taken": "Someone already has this sign-in name. Choose another.",
    "desk_name_missing": "Type a name for the PC, as it is shown to people.",
    "desk_name_taken": "Another PC has this name. Choose another.",
    "desk_kind_missing": "Choose what this PC is for.",
    "join_words_wrong": (
        "These are not the words of this request. Read them again on the new PC. If they still differ, "
        "do not go on: the request may have been exchanged."
    ),
    "join_answer_words_missing": "Type the four words shown at the PC that let this one in.",
    "join_answer_words_wrong": (
        "These are not the words of this answer. Ask at the PC that let this one in, and type what it shows. If they "
        "still differ, do not go on: the answer may be from someone else’s office."
    ),
    "not_a_number": "Type a whole number, in digits.",
    "department_missing": "Type the department.",
    "contact_address_missing": "Type the address, line by line.",
    "telephone_missing": "Type the telephone number.",
    "mail_missing": "Type the e-mail address.",
    "complaints_missing": "Type who handles complaints about data protection.",
    "complaints_mail_missing": "Type the e-mail address of whoever handles complaints.",
    "hours_missing": "Type both times, such as 9am and 4:30pm, or leave both empty.",
    "closes_first": "Type a closing time after the opening time.",
    "regulator_name_missing": "Type what the regulator is called.",
    "backup_place_missing": "Choose a folder that is there, such as a drive that is kept elsewhere.",
    "other_day_missing": "Type today’s date, as another clock shows it.",
    "another_date_typed": (
        "That is another date than this PC’s. Nothing was destroyed. Look whether this PC’s clock is right, and set it "
        "if it is not."
    ),
    "policy_reason_missing": "Say why. Whoever decides on this change will read it.",
    "policy_name_missing": "Type what this policy is called.",
    "office_zone_missing": "Choose the time zone.",
    "assessment_missing": "Type the reference of the impact assessment.",
    "estate_choice_missing": "Choose what an import keeps.",
    "holiday_gone_missing": "Tick that it is no longer a holiday, or go back.",
    "internal_choice_missing": "Choose how people of the office who listen are identified.",
    "web_missing": "Type the regulator’s web page.",
    "answer_purposes_missing": "Write why calls are recorded.",
    "answer_recipients_missing": "Write who gets to hear recordings.",
    "answer_origin_missing": "Write where the information in recordings comes from.",
    "answer_more_missing": "Write what else the letter says.",
    "welsh_missing": "Choose whether letters are written in Welsh.",
    "document_name_missing": "Type what the document is called.",
    "group_missing": "Type the group, such as A.",
    "group_with_sign": "Type a group without a plus or a slash, such as A.",
    "address_shown_missing": "Choose whether it shows the current address.",
    "read_date_missing": "Choose which date staff read from it.",
    "no_such_last_day": "There is no such day. Type it again, or leave it empty.",
    "groups_missing": "Type the groups with a plus between two, such as A + B.",
    "group_unknown": "At least one of these groups has no document. Type groups that have documents.",
    "two_documents_at_least": "Type at least two groups, such as A + B: one document alone is never enough.",
    "no_photo_in_groups": "None of the documents in these groups has a photo.",
    "no_address_in_groups": "None of the documents in these groups shows the current address.",
    "group_of_no_staff": (
        "Type a group that is enough from people of the office already. A new one has to be imported as a file."
    ),
    "holiday_day_missing": "Type the day.",
    "directory_group_missing": "Type the distinguished name of the group.",
    "directory_group_not_a_dn": "Type the whole distinguished name, such as cn=Advisers,ou=Groups,dc=example,dc=org.",
    "directory_group_named_already": "This group is there already. Change its roles instead.",
    "directory_roles_missing": "Choose at least one role.",
    "holiday_name_missing": "Type what the holiday is called.",
    "withdrawing_why_missing": "Choose why.",
    "password_missing": "Type your password.",
    "new_password_missing": "Type a new password.",
    "password_same": "This is the password you have now. Choose another.",
    "password_differs": "The two new passwords are not the same. Type them again.",
    "role_missing": "Choose a role.",
    "role_held": "They have this role already.",
    "loan_first_missing": "Type the first day.",
    "loan_last_missing": "Type the last day.",
    "loan_backwards": "The last day is before the first.",
    "loan_over": "The last day has passed.",
    "roles_same": "These are the roles they have now.",
    "roles_missing": "Choose at least one role.",
    "password_too_short": "Use at least 12 characters. A few unrelated words work well.",
    "password_too_long": "Use 256 characters or fewer.",
    "password_common": "This password is easy to guess. Choose a few unrelated words.",
    "password_named": "This password is too close to your name or the office’s. Choose other words.",
    "password_unusable": "This password has characters that some keyboards cannot type. Leave them out.",
    "recovery_not_a_recipient": "A recovery key is what age-keygen prints as the public key: age1...",
    "desk_kind_same": "The PC is for that already.",
    "server_change_missing": "Say what is to change: the address, the authority or the password.",
    "recovery_same": "Give two different recovery keys: run age-keygen twice, and keep them in different places.",
    "vault_database_alone": "Only an office on a database server can have its recordings in the database.",
    "vault_two_places": "Recordings are in the database or in a folder. Leave out --vault or --vault-in database.",
    "vault_alone": "Only an office on a database server has its recordings in a folder that its PCs share.",
    "vault_not_empty": "The folder for recordings has to be there, and empty.",
    "witness_inside": (
        "The witness file cannot be in the office’s own folder. Choose a place that someone else looks after."
    ),
    "authority_certificates": "Name the file of the authority’s certificates with --certificates.",
    "authority_in_use": "The office has a time-stamping authority already. Name its address with --replaces.",
    "witness_in_use": "This is one of the office’s witness files already.",
    "witness_not_one": "The file to be replaced is not one of the office’s witness files.",
    "witness_reason": "Give no reason for a file that is one more. For one that replaces another, say whether "
    "that was moved, lost or damaged.",
    "witness_taken": "The witness file has something in it already. Name an empty file or a new one.",
}
