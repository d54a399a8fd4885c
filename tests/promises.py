"""What Huddle promises about privacy, and the tests that hold it to that.

`PROMISING` finds sentences that promise, in what screens and commands say and in the documents for users. Each is one
of `PROMISES`, with the tests that fail when it is broken, or of `NO_PROMISES`, which use such words for something
else. `tests/test_promises.py` checks both.

Say no more than is so. Rules keep people apart inside Huddle: “Visible to you and Ana”, “Shown to you only”. Only what
is sealed is kept from whoever has the file: “Sealed: only you can open it”. Of nothing else it is said that nobody else
sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PROMISING = re.compile(
    r"\b(visible to|seen by|shown to|only you\b|only me\b|seal(s|ed)?\b|private|privacy|anonymous|secret\b"
    r"|nobody else|no names?\b|(nobody|anybody)'s name|without names|(them|theirs|you|yourself|login) alone|login only"
    r"|quietly"
    r"|in confidence|told by threes|three at a time|never (shown|sees?|seen|told|reaches)|(can|could) (read|open)"
    r"|is not for others|not for the room|names? (are|is) not (stored|kept)|stores? no names?"
    r"|hidden (from|during|while|until|the meeting)|stay hidden|not shown to|sees? only|only what (you|everyone|is)\b"
    r"|owner only|two only|only the (owner|two) (can |may )?(sees?|reads?)\b"
    r"|(both|leader|group|everyone|person) sees?\b"
    r"|both can see"
    r"|leader can see|sees your|sees the least|published)",
    re.IGNORECASE,
)

FORBIDDEN = re.compile(
    r"only you (can )?see|only you two|(nobody|no one) else (can |may |ever )?(see|read)|no one else"
    r"|only the two (of you|can|sees?)|only the owner (can |may )?(sees?|reads?)"
    r"|(from|to) (everyone|everybody|anyone) else",
    re.IGNORECASE,
)
"""What is true of nothing, since whoever has the file can read what is not sealed."""


@dataclass(frozen=True)
class Promise:
    """Sentences that promise the same, by a pattern that is searched in them, and what holds them."""

    sentence: str
    tests: tuple[str, ...]


RULES = (
    "tests/core/access/test_privacy.py::test_nothing_private_leaves_core",
    "tests/core/access/test_rules.py::test_each_reads_what_is_for_them_after_every_deed",
    "tests/tui/shell/test_private_screens.py::test_no_screen_shows_what_is_for_others",
)
"""Everybody's reads by every way out, after any history, against a second telling of who may see what."""

SEALING = (
    "tests/core/access/test_sealed_words.py::test_private_words_are_in_no_bytes_whatever_is_done",
    "tests/core/access/test_sealed_words.py::test_only_its_writer_opens_a_note_and_only_while_unlocked",
    "tests/core/access/test_sealed_words.py::test_a_goal_is_sealed_while_it_is_only_its_owner_s",
)
NUMBERS = (
    "tests/core/metrics/test_published.py::test_whoever_asks_all_the_time_works_out_nobody_s_month",
    "tests/core/metrics/test_private_closure.py::test_its_entries_and_targets_are_its_member_s",
    "tests/core/metrics/test_published.py::test_private_is_for_good",
)
ANONYMITY = (
    "tests/core/meeting/test_mailbox.py::test_what_others_see_does_not_depend_on_who_speaks",
    "tests/core/meeting/test_mailbox.py::test_nothing_of_the_order_is_left_in_the_file",
    "tests/core/meeting/test_mailbox.py::test_an_open_board_tells_three_together",
    "tests/core/outgoing/test_export.py::test_an_anonymous_card_carries_nobodys_name",
)
PULSES = (
    "tests/core/meeting/test_pulse.py::test_whose_a_pulse_is_leaks_nowhere",
    "tests/core/meeting/test_pulse.py::test_while_it_is_open_the_numbers_move_by_threes",
    "tests/core/meeting/test_pulse.py::test_nothing_is_told_below_three_answers_and_averages_from_then_on",
)
LATE_PULSES = (
    "tests/core/meeting/test_pulse.py::test_late_ratings_move_the_averages_by_threes",
    "tests/core/meeting/test_pulse.py::test_a_close_that_is_undone_tells_no_single_late_rating",
)
VOTES = (
    "tests/core/meeting/test_votes.py::test_who_voted_what_is_never_shown",
    "tests/core/meeting/test_votes.py::test_sums_are_told_from_three_voters_on",
    "tests/core/meeting/test_votes.py::test_no_ballot_is_left_in_the_file_after_the_reveal",
    "tests/core/meeting/test_votes.py::test_votes_stay_within_the_budget_and_secret",
)
TWO_ALONE = (
    *RULES,
    "tests/tui/shell/test_private_screens.py::test_a_bystander_sees_the_same_as_if_nothing_had_been",
)
NOTES_OF_NUMBERS = (*RULES, "tests/core/team/test_workdays.py::test_why_one_is_away_is_ones_own_and_the_leaders")
PROJECTION = (
    "tests/tui/shell/test_projection.py::test_a_page_asks_before_it_shows_what_the_room_may_not_see",
    "tests/tui/shell/test_projection.py::test_no_stage_shows_its_host_what_the_room_may_not_see",
    "tests/tui/shell/test_projection.py::test_home_hides_what_is_not_for_the_room_until_it_is_asked_for",
    "tests/tui/shell/test_projection.py::test_the_host_s_own_private_number_is_not_on_the_wall",
)
HIDDEN_CARDS = (
    *RULES,
    "tests/core/meeting/test_cards.py::test_a_hidden_board_shows_its_count_but_no_words_until_it_is_revealed",
    "tests/core/meeting/test_mailbox.py::test_a_hidden_board_counts_by_threes_and_tells_at_the_reveal",
)
KEPT_BY_PERSON = (
    "tests/core/commitments/test_follow_through.py::test_people_stand_by_name_and_are_seen_by_themselves_and_the_leader"
)
RECOVERY = (
    "tests/core/access/test_sealed_words.py::test_the_recovery_sheet_opens_everything",
    "tests/core/access/test_sealed_words.py::test_a_leader_ends_a_key_and_opens_nothing_by_it",
)
FILES = (
    "tests/core/team/test_opening_notices.py::test_the_rights_in_words",
    "tests/data/test_file_modes.py::test_the_files_own_rights",
)
OLD_WORDS = (
    "tests/core/access/test_sealed_words.py::test_old_words_are_sealed_in_rows_and_history_when_the_key_is_made",
    "tests/core/access/test_sealed_words.py::test_old_words_that_are_not_sealed_are_told_at_the_start",
)
QUESTIONS = (*RULES, "tests/tui/shell/test_projection.py::test_what_was_asked_quietly_is_shown_after_a_question")

PROMISES = (
    # -- what is sealed
    Promise(r"sealed: only you (can|will be able to) open it|default: only you, sealed", SEALING),
    Promise(r"Only you will be able to open (it|this)", SEALING),
    Promise(r"sealed until you share (it|them)|a private note that is sealed for you", SEALING),
    Promise(r"are \*\*sealed\*\* with a passphrase that you choose: only you can open them", SEALING),
    Promise(r"(own|private) notes are sealed|notes and goals are sealed with your passphrase", SEALING),
    Promise(r"\(default: only you, sealed\)", SEALING),
    Promise(r"^only me$|goals that are marked `◇ only me`", SEALING),
    Promise(r"Only what is \*\*sealed\*\* is safe from them", SEALING),
    Promise(r"^\| What is sealed$", SEALING),
    Promise(r"While your key is locked you read “sealed: unlock it|^sealed: unlock it in the Menu$", SEALING),
    Promise(r"Only its owner can change this: it is sealed", SEALING),
    Promise(r"^(Opens what is|Type your passphrase to open what is|what opens what is) sealed for you", SEALING),
    Promise(
        r"can't be recovered, and what it sealed is lost|What is sealed is lost"
        r"|can open what is sealed for you,? and sign"
        r"|24 words open what is sealed|What it sealed stays sealed",
        RECOVERY,
    ),
    Promise(r"^(It|This goal) is sealed\. Type your passphrase|Their private notes and goals stay sealed", SEALING),
    Promise(r"visible to you; to seal it: huddle passphrase|Your private texts are now sealed", OLD_WORDS),
    Promise(r"Your private texts are not sealed yet|deletes its own automatic copies", OLD_WORDS),
    Promise(
        "Older versions of sealed or erased text are still in the file. Huddle will try again",
        ("tests/core/maintenance/test_clearing.py::test_what_failed_is_told_and_done_the_next_time",),
    ),
    Promise(
        "Another program changed or moved a sealed text, so it can't be opened. See",
        ("tests/core/access/test_sealed_words.py::test_a_text_that_was_changed_is_told_and_takes_nothing_down",),
    ),
    Promise(
        r"a text is sealed \(|texts in it are sealed and were not opened",
        ("tests/core/maintenance/test_member_export.py::test_what_is_sealed_is_opened_where_the_key_is_unlocked",),
    ),
    Promise(
        r"on this computer, for your login only",
        ("tests/core/access/test_sealed_words.py::test_a_key_is_kept_on_this_computer_for_this_user_alone",),
    ),
    # -- who can open the file
    Promise(
        r"(can|could) (read|open) (it|the file|\{\})|who owns the file and who can|^Make it private with: \{\}$", FILES
    ),
    Promise(r"except what is sealed|everything that is not sealed", (*FILES, *SEALING)),
    Promise(
        r"^\{\} is private\. Choose a folder|^\{\} is now private\. Until now",
        ("tests/core/team/test_opening_notices.py::test_the_own_folder_is_made_for_this_user_alone",),
    ),
    Promise(
        r"Written to \{\}\. Only you can read the file",
        ("tests/core/conversations/test_ladder.py::test_the_document_is_written_into_a_file_of_its_own",),
    ),
    # -- what few people see
    Promise(
        r"visible to (the two|you both|both)\b|^You both see (it|the same page)\.|you both can see"
        r"|^asked privately: “\{\}”$"
        r"|^This help is private, but hurdles",
        TWO_ALONE,
    ),
    Promise(
        r"Visible to you and (\{\}|Ana|your leader|each member|the author)|visible to you and (them|the sender)",
        TWO_ALONE,
    ),
    Promise(
        r"^(Shown|Visible) to \{\} and \{\}$",
        ("tests/core/conversations/test_ladder.py::test_only_the_two_see_any_of_it",),
    ),
    Promise(
        r"^Formal steps(,| are) visible to leader and member\.?$|Manage formal steps \(private\)"
        r"|This review is private|notes are private to them|visible to the leader and the member",
        TWO_ALONE,
    ),
    Promise(r"^visible to (you|the member|its member) and the leader", NOTES_OF_NUMBERS),
    Promise(
        r"visible to the leader(,|$)|Visible to you, as the leader|You and the leader can see it"
        r"|Your leader sees your answers",
        ("tests/core/meeting/test_pulse.py::test_a_named_one_is_its_giver_s_and_the_leader_s",),
    ),
    Promise(r"visible to the host and the leader|questions asked privately|private question$", QUESTIONS),
    Promise(
        r"Ask the host or leader privately|Who do you want to ask privately|asks the host or leader something privately"
        r"|private messages?|^ask privately$|^\{\} Resolved   \{\} Ask privately",
        ("tests/core/conversations/test_misunderstandings.py::test_nobody_but_the_two_sees_it_anywhere",),
    ),
    Promise(r"shown to you only|Only what you may see is in them|Colleagues see only what is public", RULES),
    Promise(
        r"Sellers see only themselves and the team|^each member sees only their own$|^you see only your own$"
        r"|^the leader sees everyone$",
        (*RULES, KEPT_BY_PERSON),
    ),
    Promise(
        r"The other person sees it when you meet|start the review: both see all ratings|start the review; both see"
        r"|Ratings stay hidden until you start it|sees your ratings when the review starts",
        ("tests/core/conversations/test_reviews.py::test_neither_sees_the_other_s_ratings_before_they_meet",),
    ),
    Promise(r"data you may not see never reaches|never reaches your screen", RULES),
    # -- while a meeting runs
    Promise(
        r"This page is private|before it opens a private page|(number is |say “|^)hidden during the meeting", PROJECTION
    ),
    Promise(
        r"the room view for a projector: nothing private|shows only what everyone may see|The projector sees the least",
        ("tests/tui/shell/test_private_screens.py::test_no_stage_on_the_wall_shows_what_is_not_everybodys",),
    ),
    Promise(
        r"hidden until (the host reveals|you reveal) them|(its|the) cards were revealed, so they stay hidden",
        HIDDEN_CARDS,
    ),
    # -- private numbers
    Promise(r"private: you see your own number", NUMBERS),
    Promise(r"on a private metric you see your own number|Each person sees their own number", NUMBERS),
    Promise(r"number is published once a month, from 3 people on", NUMBERS),
    Promise(r"is (now )?private( from now on)?, for good|make it private for good", NUMBERS),
    Promise(r"were logged privately since|Private entries stay private", NUMBERS),
    Promise(
        r"^Private: its owner sees their own number|is private: its entries are shown to their owner only", NUMBERS
    ),
    Promise(r"private ones are not shown", NUMBERS),
    Promise(
        r"is private, but (hurdles|celebrations) are visible to everyone|which are public\. Make one of those private",
        NUMBERS,
    ),
    # -- what has no name
    Promise(r"no name is kept with (a card|it)|(said|begun) without names|^This anonymous topic is over", ANONYMITY),
    Promise(r"anonymous: names are not stored|appear three at a time|Anonymous; shown together with others", ANONYMITY),
    Promise(r"anonymous, hidden until revealed|Store no names \(before", ANONYMITY),
    Promise(r"^Anonymous (cards|wins) can't be (deleted|changed) once they are shown", ANONYMITY),
    Promise(r"^Anonymous ratings can't be changed once they are shown", PULSES),
    Promise(r"Late (ratings|ones) are added three at a time", LATE_PULSES),
    Promise(r"shown three at a time, shuffled", ANONYMITY),
    Promise(r"\*\*Anonymous: names are not stored\.\*\*", (*ANONYMITY, *PULSES)),
    Promise(r"^; anonymous$|Saved anonymously|^Anonymous: your answer can't be changed", PULSES),
    Promise(r"rate meetings anonymously|An anonymous rating of a meeting", PULSES),
    Promise(
        r"It has no names",
        ("tests/core/outcomes/test_swot.py::test_the_sheet_has_what_is_theirs_and_names_nobody",),
    ),
    Promise(
        r"^\{\} with a target, without names",
        ("tests/core/standings/test_charts.py::test_dots_of_two_people_would_have_names",),
    ),
    Promise(r"who voted for what is shown to nobody", VOTES),
)

NO_PROMISES = (
    r"^\{\}, private$|^private · \{\}$",  # the label beside what `NUMBERS` and `SEALING` hold
    r"only you and your neighbours",
    r"its address \(secret\)|a secret of its leaders",
    r"^visible to (your group|everyone)$|choose who can read feedback|feedback you can read|if the file has no names",
    r"^ask question unclear private$|shown to the leader after|Manage formal steps \(private\)",
    r"Nobody else (is|said)|no names: list the column names|^This conversation is private or was removed\.$",
    r"^Kept: their numbers in all totals, as “\{\}”; team goals and measures; anonymous cards;",
    r"Commitments are visible to the team|the team can read (it|this)|a reason everyone can read"
    r"|Everyone on the team can read it",
    r"seal \{\}…|^Seal \(|The seal shows changes",  # of a formal step
    r"^That topic was anonymous|^Private note$|private note$|^Your private notes$|^visible to everyone$",
    r"# Private numbers|# Votes and anonymous boards|a metric that your leader has made private|A CRM report may tell",
    r"Anonymous boards and ratings|another topic, anonymous cards, hidden cards, voting",
    r"whoever can open the team's file",
    r"They are not sealed",
    r"Who can open the file|Who can read what",
    r"once the words are sealed",
)
"""Patterns of sentences that have such words and promise nothing."""

LABELS = frozenset(
    {
        # names of actions in the Menu and on keys, whose screens make the promise
        "Anonymous cards",
        "Make a metric private",
        "huddle metric private METRIC",
        "Show what is hidden during the meeting",
        "View the stage before (only you)",
        "View the stage after (only you)",
        "Choose who else can read your praise",
        # words by which an entry of the Menu is found
        "kpi hide ranking secret",
        "passphrase sealed open",
        "secret names private",
        "secret private hidden",
        "sign key password seal recovery",
        # headings of a list or a field, before the promise itself
        "visible to",
        "Visible to",
        "Who can read this praise? “{}”",
    }
)
"""Whole strings that name something and promise nothing. They are compared letter by letter, so that no sentence around
such words passes."""
