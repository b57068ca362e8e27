"""Responsible for what there is to do about a sentence, in words for who has the command line."""

from collections.abc import Iterator

from rules.problems import BadInput, Remedy, Sentence

WORDS = {
    Remedy.ACCEPT_GAP: ": if the clock is right ({today}), run `followthrough check --accept-gap "
    "--by NAME`.",
    Remedy.CHANGE_FIGURES: "; figures, dates and ratings are changed with `followthrough update` and "
    "shown by `followthrough pack redraft`.",
    Remedy.CHOOSE_BOARD: ", so say which with --board: {boards}.",
    Remedy.CHOOSE_ORGANISATION: ": say which with --organisation.",
    Remedy.CONFIRM_DIRECTORY: " --yes stores what is new and changed; --confirm-leavers lets those leave "
    "who are listed no more.",
    Remedy.CORRECT_ADDRESS: '; if the address is wrong, `followthrough board address {plan} "{board}" '
    "ADDRESS` corrects it.",
    Remedy.CORRECT_BOARD: ' If that is wrong, `followthrough board address {plan} "{board}" {address}` '
    "corrects it.",
    Remedy.CORRECT_ISSUED: "; to correct what was written into it, see --words of `followthrough pack "
    "reissue --help`.",
    Remedy.CORRECT_WORDS: " To correct what was written into it, name an edited copy of its Word file "
    "with --words, and --by who wrote it.",
    Remedy.END_SERIES: " `followthrough cancel` with --series lets it fall due no more.",
    Remedy.FIND_MEETING: ": see `followthrough board meetings`.",
    Remedy.FIND_NOTICE: "; `followthrough outbox` lists them.",
    Remedy.FIND_PACK: "; `followthrough pack list` shows which it has.",
    Remedy.DECIDE_DATE: ' `followthrough decide-date {plan} "{action}" --by NAME --agree` records who '
    "agreed.",
    Remedy.GIVE_ADDRESS: ': `followthrough person address "{person}" ADDRESS` records one.',
    Remedy.GIVE_BACK_TEMPLATE: ": edit it in Word, then give it back with --take.",
    Remedy.GIVE_ANSWERS: " Answer them at a terminal, or in the file that --profile names; --yes takes "
    "what is proposed.",
    Remedy.GIVE_EVIDENCE: " Report it again with --evidence.",
    Remedy.GIVE_GO_LIVE: ": add --go-live DATE to see it go live.",
    Remedy.GIVE_POLICY: "--running goes with --policy: it says that running ladders take it too.",
    Remedy.GIVE_REASON: "Say in a sentence with --because why the pack is issued again.",
    Remedy.GIVE_SPAN: "Give --working-days or --months, as a number above 0.",
    Remedy.GO_LIVE: ": see `followthrough go-live --help`.",
    Remedy.IMPORT_AGAIN: ': `followthrough import "{file}"` shows how.',
    Remedy.ISSUE: '; `followthrough pack issue {plan} "{board}" {month}` issues it.',
    Remedy.LEAVE_BOARD_OUT: "--board goes with --as secretary.",
    Remedy.LEAVE_DATE_OUT: ": leave --due out, and ask for another with `followthrough ask-date`.",
    Remedy.LEAVE_MEETING_OUT: ": leave --meeting out.",
    Remedy.RESUME_FIRST: "; to have it speak sooner, `followthrough resume` it first.",
    Remedy.MAKE_PACK: ", or at once by `followthrough pack`.",
    Remedy.MEAN_OLD_DATE: " If it is meant, add --old-date.",
    Remedy.MERGE_PERSON: ' If they are one: `followthrough person merge "{person}" "{near}"`.',
    Remedy.MORE_YEARS: ": write a later `until:` into what `followthrough calendar show {plan}` prints, "
    "and give it back with `followthrough calendar apply {plan} FILE`.",
    Remedy.MOVE_PAPERS: "; to have it earlier, move that with `followthrough board meeting {plan} "
    '"{board}" --on {on} --papers DATE`.',
    Remedy.NAME_ANOTHER: ": name another with `followthrough appoint {plan} NAME --as {role}`.",
    Remedy.NAME_ANOTHER_SECRETARY: ": name another with `followthrough appoint {plan} NAME --as "
    'secretary --board "{board}"`.',
    Remedy.NAME_APPROVER: ": name who agreed with --by, or leave --due out and ask with `followthrough "
    "ask-date`.",
    Remedy.NAME_DECIDER: "Say who decides, with --by NAME.",
    Remedy.NAME_DRAFT: "--go-live goes with --plan: name the draft that is to go live.",
    Remedy.NAME_WRITER: "Say with --by who wrote it.",
    Remedy.NEXT_MEETING: " `followthrough board meetings {plan}` shows when it meets: its next pack is "
    "made for that.",
    Remedy.RECORD_PERSON: ' If the file is right, `followthrough person {field} "{person}" "{given}"` '
    "records it.",
    Remedy.PAUSE: " `followthrough pause {plan} --until DATE --reason WHY` silences it for a while, and packs "
    "tell that.",
    Remedy.REDRAFT: '; `followthrough pack redraft {plan} "{board}" {month}` drafts it anew.',
    Remedy.REFUSE_COMPLETION: "; `followthrough validate` refuses the completion, or add --due with --by who "
    "agreed to it.",
    Remedy.REISSUE: '; `followthrough pack reissue {plan} "{board}" {month} --because WHY` makes a '
    "new version of it.",
    Remedy.RELEASE_NOTICE: " `followthrough outbox release {number} --again --by NAME` sends it there.",
    Remedy.REOPEN: "; `followthrough reopen` opens it again.",
    Remedy.REPLACE_VERSION: ": give --from {start} to replace it, or a later date, or withdraw it with "
    "`followthrough policy withdraw`.",
    Remedy.RESTORE: " Restore it from the back-up, as docs/operations.md says under Back-up; then "
    "`followthrough audit verify` says whether the trail is whole.",
    Remedy.RESUME_OUTBOX: " `followthrough outbox resume` lists what may have been told already; with "
    "--by NAME it lets the rest leave.",
    Remedy.SEND_AGAIN: ": use --again.",
    Remedy.SHOW_ALL_DAYS: "; `followthrough preview` shows all.",
    Remedy.SHOW_CELLS: ': `followthrough import "{file}"` tells it.',
    Remedy.SHOW_REPLY: "; `followthrough outbox show {number}` tells the reply.",
    Remedy.TAKE_MEETING_OUT: ": take the other one out with `followthrough board no-meeting`.",
    Remedy.TAKE_REGISTERS: " `followthrough registers {plan} FILE` takes it in anew.",
    Remedy.TAKE_OFF_BOARD: ': take them off with `followthrough board members {plan} "{board}" --remove '
    '"{person}"`.',
    Remedy.VERIFY_AUDIT: " `followthrough audit verify` says where.",
}
"""What begins with a space follows its sentence, what begins with a mark goes on with it in place
of its full stop, and what begins a sentence stands in its place."""


def in_words(said: str | Sentence) -> str:
    """Return a sentence with what there is to do about it, as the command line says it."""
    if isinstance(said, str) or said.remedy is None:
        return str(said)
    words = said.remedy.worded(WORDS[said.remedy.name])
    if words.startswith(" "):
        return said.text + words
    return said.text.removesuffix(".") + words if words.startswith((",", ":", ";")) else words


def problems(wrong: BadInput) -> Iterator[str]:
    """Yield what is wrong with an input, a sentence each, as the command line says it."""
    *others, last = wrong.problems
    yield from others
    yield in_words(Sentence(last, wrong.remedy))
