"""The first migration's tables for metrics, targets, entries with their rollup, the calendar, and the journal."""

NUMBERS_TABLES = (
    """CREATE TABLE metric (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        kind TEXT NOT NULL,
        unit TEXT NOT NULL,
        scale INTEGER NOT NULL,
        better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
        numerator_id INTEGER REFERENCES metric(id),
        denominator_id INTEGER REFERENCES metric(id),
        counted_from TEXT NOT NULL DEFAULT 'entries'
            CHECK (counted_from IN ('entries', 'commitments', 'targets', 'forecast')),
        outside_remit INTEGER NOT NULL DEFAULT 0 CHECK (outside_remit IN (0, 1)),
        private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1)),
        ended_on TEXT
    ) STRICT""",
    """CREATE TABLE target (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        metric_id INTEGER NOT NULL REFERENCES metric(id),
        member_id INTEGER REFERENCES member(id),
        group_id INTEGER REFERENCES "group"(id),
        starts_on TEXT NOT NULL,
        ends_on TEXT NOT NULL,
        amount INTEGER NOT NULL,
        floor INTEGER,
        floor_metric_id INTEGER REFERENCES metric(id),
        bonus TEXT,
        bonus_percent INTEGER,
        goal_id INTEGER REFERENCES goal(id),
        reason TEXT,
        proposed_by INTEGER REFERENCES member(id),
        proposed_at TEXT,
        agreed_by INTEGER REFERENCES member(id),
        agreed_at TEXT,
        agreed_amount INTEGER,
        declined_at TEXT,
        CHECK (member_id IS NULL OR group_id IS NULL)
    ) STRICT""",
    """CREATE UNIQUE INDEX target_once
        ON target(metric_id, starts_on, ends_on, ifnull(member_id, 0), ifnull(group_id, 0))""",
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        metric_id INTEGER NOT NULL REFERENCES metric(id),
        member_id INTEGER NOT NULL REFERENCES member(id),
        day TEXT NOT NULL,
        amount INTEGER NOT NULL,
        note TEXT,
        source TEXT,
        key TEXT,
        entered_by INTEGER REFERENCES member(id),
        entered_at TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX entry_key ON entry(source, key, metric_id) WHERE key IS NOT NULL",
    "CREATE INDEX entry_member ON entry(member_id, metric_id, day)",
    # What an import remembers: the members' names in files, and the files that were imported.
    """CREATE TABLE alias (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL UNIQUE,
        member_id INTEGER NOT NULL REFERENCES member(id)
    ) STRICT""",
    """CREATE TABLE taken_file (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        hash TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        taken_by INTEGER REFERENCES member(id),
        taken_at TEXT NOT NULL
    ) STRICT""",
    # The rollup for leaderboards: a board costs the same however long the history is.
    """CREATE TABLE entry_day (
        metric_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        member_id INTEGER NOT NULL,
        total INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        PRIMARY KEY (metric_id, member_id, day)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
        INSERT INTO entry_day VALUES (new.metric_id, new.day, new.member_id, new.amount, 1)
        ON CONFLICT DO UPDATE SET total = total + new.amount, entries = entries + 1;
    END""",
    """CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
        UPDATE entry_day SET total = total - old.amount, entries = entries - 1
        WHERE metric_id = old.metric_id AND day = old.day AND member_id = old.member_id;
        DELETE FROM entry_day WHERE metric_id = old.metric_id AND day = old.day
            AND member_id = old.member_id AND entries = 0;
    END""",
    """CREATE TRIGGER entry_changed AFTER UPDATE ON entry BEGIN
        UPDATE entry_day SET total = total - old.amount, entries = entries - 1
        WHERE metric_id = old.metric_id AND day = old.day AND member_id = old.member_id;
        INSERT INTO entry_day VALUES (new.metric_id, new.day, new.member_id, new.amount, 1)
        ON CONFLICT DO UPDATE SET total = total + new.amount, entries = entries + 1;
        DELETE FROM entry_day WHERE metric_id = old.metric_id AND day = old.day
            AND member_id = old.member_id AND entries = 0;
    END""",
)

CALENDAR_TABLES = (
    """CREATE TABLE holiday (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        day TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        country TEXT,
        works INTEGER NOT NULL DEFAULT 0 CHECK (works IN (0, 1))
    ) STRICT""",
    """CREATE TABLE absence (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        member_id INTEGER NOT NULL REFERENCES member(id),
        starts_on TEXT NOT NULL,
        ends_on TEXT NOT NULL CHECK (ends_on >= starts_on),
        reason TEXT
    ) STRICT""",
    "CREATE INDEX absence_ends ON absence(ends_on)",
)

JOURNAL_TABLES = (
    # No foreign keys to rows and members: the journal must outlive the rows that it records.
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        by INTEGER,
        what TEXT NOT NULL,
        meeting_id INTEGER,
        undoes INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX journal_undoes ON journal(undoes) WHERE undoes IS NOT NULL",
    """CREATE TABLE journal_row (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        journal_id INTEGER NOT NULL REFERENCES journal(id),
        row_table TEXT NOT NULL,
        row_id INTEGER NOT NULL,
        before TEXT,
        after TEXT
    ) STRICT""",
    "CREATE INDEX journal_row_journal ON journal_row(journal_id)",
    "CREATE INDEX journal_row_row ON journal_row(row_table, row_id)",
    *(
        f"""CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table} BEGIN
            SELECT RAISE(ABORT, 'the journal is only ever added to');
        END"""
        for table in ("journal", "journal_row")
        for verb in ("UPDATE", "DELETE")
    ),
)
