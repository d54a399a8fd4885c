"""The second migration's tables and columns: follow-up of cards, conversations, growth, accounts and webhooks."""

ADDED_COLUMNS = (
    # Settings of a team.
    "ALTER TABLE team ADD COLUMN silence_days INTEGER NOT NULL DEFAULT 10 CHECK (silence_days > 0)",
    "ALTER TABLE team ADD COLUMN anonymous_pulse INTEGER NOT NULL DEFAULT 0 CHECK (anonymous_pulse IN (0, 1))",
    "ALTER TABLE team ADD COLUMN training_daily INTEGER NOT NULL DEFAULT 1 CHECK (training_daily >= 0)",
    "ALTER TABLE meeting ADD COLUMN board_kind TEXT",
    "ALTER TABLE meeting ADD COLUMN wall_member_id INTEGER REFERENCES member(id)",
    "ALTER TABLE card ADD COLUMN carried_from INTEGER REFERENCES card(id)",
    "ALTER TABLE card ADD COLUMN about_id INTEGER REFERENCES member(id)",
    "ALTER TABLE card ADD COLUMN big INTEGER NOT NULL DEFAULT 0 CHECK (big IN (0, 1))",
    "ALTER TABLE commitment ADD COLUMN follows_id INTEGER REFERENCES commitment(id)",
    "ALTER TABLE commitment ADD COLUMN helps_id INTEGER REFERENCES member(id)",
    "ALTER TABLE commitment ADD COLUMN asked_id INTEGER REFERENCES member(id)",
    "ALTER TABLE commitment ADD COLUMN conversation_id INTEGER REFERENCES conversation(id)",
    "ALTER TABLE commitment ADD COLUMN measure_id INTEGER REFERENCES measure(id)",
    "ALTER TABLE goal ADD COLUMN reaching TEXT",
    "ALTER TABLE goal ADD COLUMN missing TEXT",
    "ALTER TABLE goal ADD COLUMN commitment_id INTEGER REFERENCES commitment(id)",
    "ALTER TABLE goal ADD COLUMN review_on TEXT",
    "ALTER TABLE goal ADD COLUMN reason TEXT",
    "ALTER TABLE conversation ADD COLUMN status TEXT NOT NULL DEFAULT 'held' "
    "CHECK (status IN ('planned', 'open', 'held'))",
    "ALTER TABLE conversation ADD COLUMN visibility TEXT NOT NULL DEFAULT 'me' "
    "CHECK (visibility IN ('me', 'leader', 'group', 'everyone'))",
    "ALTER TABLE conversation ADD COLUMN about TEXT",
    "ALTER TABLE conversation ADD COLUMN next_on TEXT",
    "ALTER TABLE conversation ADD COLUMN every TEXT",
    "ALTER TABLE conversation ADD COLUMN follows_id INTEGER REFERENCES conversation(id)",
    "ALTER TABLE conversation ADD COLUMN sealed_at TEXT",
    "ALTER TABLE conversation ADD COLUMN seal TEXT",
    "ALTER TABLE entry ADD COLUMN topic TEXT",
)
"""Columns added to earlier tables: the only change of a table that keeps its triggers."""

FOLLOWING_TABLES = (
    """CREATE TABLE occurrence (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        commitment_id INTEGER NOT NULL REFERENCES commitment(id),
        day TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('kept', 'missed')),
        next_step TEXT,
        said_at TEXT NOT NULL,
        UNIQUE (commitment_id, day)
    ) STRICT""",
    """CREATE TABLE point (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation(id),
        by_id INTEGER NOT NULL REFERENCES member(id),
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        card_id INTEGER REFERENCES card(id),
        commitment_id INTEGER REFERENCES commitment(id),
        done INTEGER NOT NULL CHECK (done IN (0, 1)),
        carried_from INTEGER REFERENCES point(id),
        written_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX point_conversation ON point(conversation_id)",
    "CREATE UNIQUE INDEX point_verdict ON point(conversation_id, card_id) WHERE kind IN ('great', 'adjust')",
    """CREATE TABLE outcome (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        card_id INTEGER NOT NULL UNIQUE REFERENCES card(id),
        ours INTEGER NOT NULL CHECK (ours IN (0, 1)),
        addressee TEXT,
        words TEXT,
        commitment_id INTEGER REFERENCES commitment(id),
        conversation_id INTEGER REFERENCES conversation(id),
        goal_id INTEGER REFERENCES goal(id),
        decided_by INTEGER REFERENCES member(id),
        decided_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE celebration (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL,
        day TEXT,
        metric_id INTEGER REFERENCES metric(id),
        amount INTEGER,
        starts_on TEXT,
        ends_on TEXT,
        earned_by TEXT,
        planned_by INTEGER REFERENCES member(id),
        held_on TEXT,
        created_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE pulse (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER NOT NULL REFERENCES meeting(id),
        member_id INTEGER REFERENCES member(id),
        score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
        word TEXT,
        held INTEGER CHECK (held BETWEEN 1 AND 5),
        worth INTEGER CHECK (worth BETWEEN 1 AND 5)
    ) STRICT""",
    "CREATE UNIQUE INDEX pulse_once ON pulse(meeting_id, member_id) WHERE member_id IS NOT NULL",
    """CREATE TABLE webhook (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        kind TEXT NOT NULL CHECK (kind IN ('slack', 'teams', 'json')),
        url TEXT NOT NULL,
        minutes INTEGER NOT NULL CHECK (minutes IN (0, 1)),
        wins INTEGER NOT NULL CHECK (wins IN (0, 1)),
        due INTEGER NOT NULL CHECK (due IN (0, 1)),
        added_by INTEGER REFERENCES member(id),
        added_at TEXT NOT NULL,
        ended_on TEXT
    ) STRICT""",
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook_id INTEGER NOT NULL REFERENCES webhook(id),
        key TEXT NOT NULL,
        payload TEXT NOT NULL,
        created_at TEXT NOT NULL,
        tries INTEGER NOT NULL,
        next_try_at TEXT NOT NULL,
        claimed_until TEXT,
        sent_at TEXT,
        error TEXT,
        UNIQUE (webhook_id, key)
    ) STRICT""",
    "CREATE INDEX outbox_waiting ON outbox(next_try_at) WHERE sent_at IS NULL",
)

GROWTH_TABLES = (
    """CREATE TABLE measure (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        metric_id INTEGER NOT NULL REFERENCES metric(id),
        territory TEXT,
        trend_id INTEGER REFERENCES trend(id),
        since TEXT NOT NULL,
        ended_on TEXT,
        replaced_by INTEGER REFERENCES measure(id),
        reason TEXT
    ) STRICT""",
    """CREATE TABLE skill (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        position INTEGER NOT NULL,
        ended_on TEXT
    ) STRICT""",
    """CREATE TABLE rating (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation(id),
        skill_id INTEGER NOT NULL REFERENCES skill(id),
        by_id INTEGER NOT NULL REFERENCES member(id),
        score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
        words TEXT,
        UNIQUE (conversation_id, skill_id, by_id)
    ) STRICT""",
    """CREATE TABLE pair (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('role play', 'mentoring')),
        one_id INTEGER NOT NULL REFERENCES member(id),
        other_id INTEGER NOT NULL REFERENCES member(id),
        starts_on TEXT NOT NULL,
        every TEXT,
        ended_on TEXT,
        drawn_at TEXT NOT NULL,
        CHECK (one_id <> other_id)
    ) STRICT""",
    """CREATE TABLE account (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        member_id INTEGER REFERENCES member(id),
        opened_by INTEGER REFERENCES member(id),
        opened_on TEXT,
        touched_on TEXT,
        source TEXT
    ) STRICT""",
    "CREATE INDEX account_member ON account(member_id)",
    """CREATE TABLE handover (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES account(id),
        from_id INTEGER REFERENCES member(id),
        to_id INTEGER NOT NULL REFERENCES member(id),
        day TEXT NOT NULL,
        reason TEXT NOT NULL,
        agreed_by INTEGER REFERENCES member(id)
    ) STRICT""",
    """CREATE TABLE passphrase (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        member_id INTEGER NOT NULL UNIQUE REFERENCES member(id),
        salt TEXT NOT NULL,
        hash TEXT NOT NULL,
        set_at TEXT NOT NULL
    ) STRICT""",
)
