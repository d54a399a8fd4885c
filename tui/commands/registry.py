"""The words after `huddle`: which module runs each, and what its help says."""

from __future__ import annotations

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Meeting": {
        "meet": ("screens", "the meeting screen; --room is the projector's view"),
        "capture": ("screens", "quick entry for a scribe"),
        "say": ("say", "state a card from the shell"),
        "commit": ("commit", "say what you will do, and by when"),
        "commitment": ("commitment", "list commitments; kept, missed, reworded, rates"),
        "hurdle": ("hurdle", "name what stands in the way; list it, and how it ended"),
        "praise": ("praise", "praise somebody: it goes to them alone"),
        "celebration": ("celebration", "what you will celebrate with, and how far it is"),
        "goal": ("goal", "goals: yours, the team's, and who carries them"),
        "rotation": ("rotation", "who hosts next, and why"),
        "swot": ("swot", "the team's map of the year, in its own order"),
        "pulse": ("pulse", "how the meeting felt, and over the weeks"),
        "misunderstanding": ("misunderstanding", "raise one quietly to the host or the leader"),
        "minutes": ("minutes", "what a meeting decided"),
    },
    "Numbers": {
        "me": ("me", "my progress, printed"),
        "log": ("log", "enter an amount on a metric"),
        "standings": ("standings", "the leaderboard, printed"),
        "board": ("screens", "the leaderboard on the wall"),
        "metric": ("metric", "add and list what is counted"),
        "measure": ("measure", "what the team chose to measure itself by"),
        "target": ("target", "propose, agree on and list what is to be reached"),
        "plan": ("plan", "what is agreed, what the plan needs, and the gap"),
        "signals": ("signals", "what is behind and what went well, early"),
        "due": ("due", "what is due, and what to do about it"),
        "account": ("account", "whose each customer is; add, hand over, touched"),
    },
    "Talks": {
        "one-on-one": ("one_on_one", "leader and member, card by card; prepare it here"),
        "feedback": ("feedback", "ask for it, offer it, decide who reads it"),
        "review": ("review", "announced; skills rated by both before you meet"),
        "ladder": ("ladder", "the documented steps, visible to the two"),
        "passphrase": ("passphrase", "what opens what is sealed for you, and signs"),
    },
    "Team": {
        "init": ("init", "make a team"),
        "team": ("team", "the team's question, currency, working days"),
        "member": ("member", "add, list, show, change and import members"),
        "group": ("group", "make groups of 10–15, name their scribes"),
        "absence": ("absence", "who is away when, and the team's holidays"),
        "train": ("train", "log a training session"),
        "training": ("training", "who trains, and today's role-play pairs"),
        "demo": ("screens", "a sample team, in a copy that is thrown away"),
    },
    "Files": {
        "import": ("import_", "take in an export of your CRM"),
        "digest": ("digest", "what is open and what comes next, for mail or chat"),
        "calendar": ("calendar", "meetings, turns and due days for your calendar"),
        "export": ("export", "every table as CSV and JSON; a sheet for who can change what"),
        "webhook": ("webhook", "tell Slack, Teams or a program of what happened"),
        "backup": ("backup", "copy the team's file, also while a meeting runs"),
        "restore": ("restore", "put a backup in the place of the team's file"),
        "check": ("check", "look whether the team's file is whole"),
        "config": ("config", "show or edit your settings"),
        "completions": ("completions", "for your shell: bash, zsh or fish"),
    },
}
"""The commands by subject: for each word its module in `tui.commands`, and what it does in one line."""


GLOBAL_OPTIONS = {"--db": "PATH", "--team": "NAME", "--as": "MEMBER", "--config": "PATH"}
"""The options that may come before or after the command's word, and what their values are."""


GLOBAL_FLAGS = ("--accessible",)
"""The options without a value that may come before or after the command's word."""


HIDDEN_COMMANDS = {"__complete": "complete"}
"""Commands that the help does not list, by word: shells call them for completion."""


HOME_COMMAND = ("screens", "the home screen")
"""The module and description of `huddle` without a word."""
