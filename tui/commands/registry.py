"""The words after `huddle`: which module runs each, and what its help says."""

from __future__ import annotations

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Every day": {
        "meet": ("screens", "Open the meeting; --room for the projector"),
        "me": ("me", "Show your progress"),
        "log": ("log", "Log an amount"),
        "due": ("due", "Show what is due and what to do next"),
        "commit": ("commit", "Add a commitment"),
        "say": ("say", "Add a card to the running meeting"),
        "standings": ("standings", "Show a leaderboard"),
        "one-on-one": ("one_on_one", "Open or prepare a one-on-one"),
        "import": ("import_", "Import a CRM export"),
    },
    "Meeting": {
        "capture": ("screens", "Type cards for your group"),
        "commitment": ("commitment", "List commitments; mark them kept or missed"),
        "hurdle": ("hurdle", "Add, list and resolve hurdles"),
        "pulse": ("pulse", "Rate the meeting, or show past ratings"),
        "misunderstanding": ("misunderstanding", "Ask the host or leader privately"),
        "minutes": ("minutes", "Show the minutes of a meeting"),
        "celebration": ("celebration", "Plan celebrations"),
        "rotation": ("rotation", "Show or change who hosts next"),
    },
    "Numbers": {
        "board": ("screens", "Open the leaderboard; --rotate for a television"),
        "target": ("target", "Manage targets"),
        "plan": ("plan", "Show targets against the plan"),
        "metric": ("metric", "Manage metrics"),
        "measure": ("measure", "Manage the team's measures"),
    },
    "People": {
        "member": ("member", "Manage members"),
        "group": ("group", "Manage groups and their scribes"),
        "absence": ("absence", "Manage absences and holidays"),
        "praise": ("praise", "Send praise to a member"),
        "feedback": ("feedback", "Ask for feedback, or give it"),
        "review": ("review", "Plan and hold reviews"),
        "training": ("training", "Log training, and draw role-play pairs"),
        "account": ("account", "Manage customer accounts"),
        "signals": ("signals", "Show early warnings and good news"),
        "steps": ("ladder", "Manage formal steps (private)"),
    },
    "Direction": {
        "goal": ("goal", "Manage goals"),
        "swot": ("swot", "Show the team's SWOT"),
    },
    "Data and settings": {
        "init": ("init", "Create a team"),
        "demo": ("screens", "Try Huddle with sample data"),
        "team": ("team", "Show or change the team's settings"),
        "config": ("config", "Show or edit your own settings"),
        "passphrase": ("passphrase", "Set the passphrase you sign with"),
        "undo": ("undo", "Undo your last step, after a question"),
        "digest": ("digest", "Print a summary for mail or chat"),
        "calendar": ("calendar", "Write meetings and due days to a calendar file"),
        "export": ("export", "Export all data, or a page for another department"),
        "webhook": ("webhook", "Send messages to Slack, Teams or a program"),
        "backup": ("backup", "Copy the team file, even during a meeting"),
        "restore": ("restore", "Replace the team file with a backup"),
        "check": ("check", "Check the team file for problems"),
        "completions": ("completions", "Print completions for bash, zsh or fish"),
    },
}
"""The commands by subject: for each word its module in `tui.commands`, and what it does in one line."""


ALIASES: dict[str, tuple[str, ...]] = {"ladder": ("steps",), "train": ("training", "log")}
"""Words that the help does not list, and the words that they are short or older for."""


SYNONYMS = {
    "meet": "meeting start begin kickoff weekly quarterly room projector join",
    "me": "progress my mine status",
    "log": "enter entry amount number numbers record",
    "due": "today todo overdue next",
    "commit": "promise task",
    "commitment": "ls list promise promises todos tasks follow-through kept missed",
    "say": "card write state",
    "standings": "leaderboard ranking rank ranks top scores",
    "board": "leaderboard race tv",
    "one-on-one": "1:1 1on1 1-1 coaching talk conversation oneonone",
    "import": "csv excel salesforce hubspot pipedrive upload crm",
    "capture": "scribe type brainstorm",
    "hurdle": "blocker block problem obstacle issue impediment",
    "pulse": "mood rate rating ratings vote",
    "misunderstanding": "ask question unclear private",
    "minutes": "notes protocol summary",
    "celebration": "party reward dinner celebrate",
    "rotation": "host hosts hosting turn turns order",
    "target": "quota budget",
    "plan": "forecast gap budget",
    "metric": "ls list kpi track count tracker",
    "measure": "kpi",
    "member": "ls list people person colleague user invite employee",
    "group": "breakout split",
    "absence": "holiday vacation sick away leave",
    "praise": "kudos thanks thank",
    "feedback": "opinion",
    "review": "appraisal performance skills",
    "training": "mentor mentoring practice roleplay role-play learning",
    "account": "customer client company accounts",
    "signals": "warnings alerts risk risks behind",
    "steps": "warning discipline consequences pip escalation formal parting step",
    "goal": "vision objective okr why aim",
    "swot": "strengths weaknesses opportunities threats",
    "init": "new create setup",
    "demo": "sample try example tour",
    "team": "currency country",
    "config": "settings setting preferences options theme keys keymap",
    "passphrase": "password sign unlock",
    "undo": "revert rollback oops rm remove delete cancel withdraw",
    "digest": "email mail newsletter",
    "calendar": "ics outlook ical",
    "export": "download json",
    "webhook": "slack chat hook",
    "backup": "copy save",
    "restore": "recover undelete",
    "check": "repair verify doctor fsck damaged",
}
"""Other words that people type for a command, by its word."""


GLOBAL_OPTIONS = {"--db": "PATH", "--team": "NAME", "--as": "MEMBER", "--config": "PATH"}
"""The options that may come before or after the command's word, and what their values are."""


GLOBAL_FLAGS = ("--accessible",)
"""The options without a value that may come before or after the command's word."""


HIDDEN_COMMANDS = {"__complete": "complete"}
"""Commands that the help does not list, by word: shells call them for completion."""


HOME_COMMAND = ("screens", "Open your home screen")
"""The module and description of `huddle` without a word."""
