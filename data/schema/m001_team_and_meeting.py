"""The first migration's tables for the team and its meetings."""

# AUTOINCREMENT throughout, so that an id is never reused: the journal, screens, and sessions, which know their own
# anonymous cards by id, would take a new row for the old one.
MEETING_TABLES = (
    """CREATE TABLE team (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        currency TEXT NOT NULL,
        country TEXT,
        working_days TEXT NOT NULL,
        question TEXT NOT NULL,
        group_min INTEGER NOT NULL,
        group_max INTEGER NOT NULL,
        celebrates INTEGER NOT NULL CHECK (celebrates IN (0, 1)),
        created_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE "group" (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        scribe_id INTEGER REFERENCES member(id)
    ) STRICT""",
    """CREATE TABLE member (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        role TEXT NOT NULL CHECK (role IN ('leader', 'seller', 'watcher')),
        kind TEXT CHECK (kind IN ('hunter', 'farmer')),
        group_id INTEGER REFERENCES "group"(id),
        territory TEXT,
        email TEXT,
        login TEXT,
        joined_on TEXT NOT NULL,
        left_on TEXT
    ) STRICT""",
    """CREATE TABLE meeting (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        day TEXT NOT NULL,
        host_id INTEGER REFERENCES member(id),
        status TEXT NOT NULL CHECK (status IN ('planned', 'open', 'closed')),
        stage_id INTEGER REFERENCES stage(id),
        started_at TEXT,
        closed_at TEXT,
        next_day TEXT,
        next_host_id INTEGER REFERENCES member(id),
        UNIQUE (kind, number)
    ) STRICT""",
    """CREATE TABLE stage (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER NOT NULL REFERENCES meeting(id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT,
        seconds INTEGER,
        UNIQUE (meeting_id, position)
    ) STRICT""",
    """CREATE TABLE ready (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        stage_id INTEGER NOT NULL REFERENCES stage(id),
        member_id INTEGER NOT NULL REFERENCES member(id),
        at TEXT NOT NULL,
        UNIQUE (stage_id, member_id)
    ) STRICT""",
    """CREATE TABLE attendance (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER NOT NULL REFERENCES meeting(id),
        member_id INTEGER NOT NULL REFERENCES member(id),
        present INTEGER NOT NULL CHECK (present IN (0, 1)),
        understood INTEGER CHECK (understood IN (0, 1)),
        question TEXT,
        UNIQUE (meeting_id, member_id)
    ) STRICT""",
    """CREATE TABLE board (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER NOT NULL REFERENCES meeting(id),
        kind TEXT NOT NULL,
        question TEXT NOT NULL,
        anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
        hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
        revealed_at TEXT,
        vote_budget INTEGER,
        votes_on TEXT CHECK (votes_on IN ('card', 'trend')),
        votes_revealed_at TEXT,
        UNIQUE (meeting_id, kind)
    ) STRICT""",
    """CREATE TABLE trend (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        board_id INTEGER NOT NULL REFERENCES board(id),
        name TEXT NOT NULL,
        position INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX trend_board ON trend(board_id)",
    """CREATE TABLE card (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        board_id INTEGER NOT NULL REFERENCES board(id),
        group_id INTEGER REFERENCES "group"(id),
        member_id INTEGER REFERENCES member(id),
        typed_by INTEGER REFERENCES member(id),
        text TEXT NOT NULL,
        said_at TEXT NOT NULL,
        trend_id INTEGER REFERENCES trend(id),
        position INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX card_board ON card(board_id)",
    "CREATE INDEX card_trend ON card(trend_id)",
    """CREATE TABLE vote (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        board_id INTEGER NOT NULL REFERENCES board(id),
        member_id INTEGER REFERENCES member(id),
        group_id INTEGER REFERENCES "group"(id),
        card_id INTEGER REFERENCES card(id),
        trend_id INTEGER REFERENCES trend(id),
        count INTEGER NOT NULL CHECK (count > 0),
        typed_by INTEGER REFERENCES member(id),
        CHECK ((card_id IS NULL) <> (trend_id IS NULL))
    ) STRICT""",
    "CREATE INDEX vote_board ON vote(board_id)",
    "CREATE INDEX vote_card ON vote(card_id)",
    "CREATE INDEX vote_trend ON vote(trend_id)",
    # Undoing a change checks no rules of core, so triggers enforce the vote budget: an undo may not restore votes that
    # were given elsewhere since. A scribe types for the present members of a group who have not voted.
    *(
        f"""CREATE TRIGGER vote_{verb} AFTER {when} BEGIN
            SELECT RAISE(ABORT, 'more votes than the budget') WHERE new.member_id IS NOT NULL
                AND (SELECT sum(count) FROM vote WHERE board_id = new.board_id AND member_id = new.member_id)
                    > (SELECT ifnull(vote_budget, 0) FROM board WHERE id = new.board_id);
            SELECT RAISE(ABORT, 'more votes typed than people are left for') WHERE {weighs}
                AND (SELECT ifnull(sum(count), 0) FROM vote
                        WHERE board_id = new.board_id AND member_id IS NULL AND group_id IS new.group_id)
                    > (SELECT ifnull(vote_budget, 0) * (
                            SELECT count(*) FROM member JOIN attendance ON attendance.member_id = member.id
                            WHERE attendance.meeting_id = board.meeting_id AND present AND role <> 'watcher'
                                AND left_on IS NULL AND member.group_id IS new.group_id
                                AND NOT EXISTS (
                                    SELECT 1 FROM vote WHERE board_id = board.id AND member_id = member.id))
                        FROM board WHERE id = new.board_id);
        END"""
        for verb, when, weighs in (
            (
                "cast",
                "INSERT ON vote",
                """(new.member_id IS NULL OR 1 = (
                    SELECT count(*) FROM vote WHERE board_id = new.board_id AND member_id = new.member_id))""",
            ),
            ("added", "UPDATE OF count ON vote WHEN new.count > old.count", "new.member_id IS NULL"),
        )
    ),
    """CREATE TRIGGER votes_stand BEFORE UPDATE OF vote_budget, votes_on ON board
    WHEN (new.vote_budget IS NOT old.vote_budget OR new.votes_on IS NOT old.votes_on)
        AND EXISTS (SELECT 1 FROM vote WHERE board_id = old.id) BEGIN
        SELECT RAISE(ABORT, 'somebody has voted on this board');
    END""",
    """CREATE TABLE commitment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER REFERENCES meeting(id),
        member_id INTEGER REFERENCES member(id),
        card_id INTEGER REFERENCES card(id),
        trend_id INTEGER REFERENCES trend(id),
        text TEXT NOT NULL,
        metric_id INTEGER REFERENCES metric(id),
        amount INTEGER,
        every TEXT,
        weekday INTEGER,
        due TEXT,
        status TEXT NOT NULL CHECK (status IN ('open', 'kept', 'missed')),
        closed_on TEXT,
        next_step TEXT,
        replaced_by INTEGER REFERENCES commitment(id),
        created_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX commitment_member ON commitment(member_id)",
    "CREATE INDEX commitment_meeting ON commitment(meeting_id)",
    """CREATE TABLE goal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        level TEXT NOT NULL CHECK (level IN ('company', 'team', 'personal')),
        member_id INTEGER REFERENCES member(id),
        text TEXT NOT NULL,
        why TEXT,
        due TEXT,
        visibility TEXT NOT NULL CHECK (visibility IN ('me', 'leader', 'group', 'everyone')),
        parent_id INTEGER REFERENCES goal(id),
        set_at TEXT NOT NULL,
        ended_on TEXT
    ) STRICT""",
    """CREATE TABLE rotation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        member_id INTEGER NOT NULL UNIQUE REFERENCES member(id),
        position INTEGER NOT NULL,
        round INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE turn (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        member_id INTEGER NOT NULL REFERENCES member(id),
        meeting_id INTEGER REFERENCES meeting(id),
        round INTEGER NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('hosted', 'absent', 'skipped')),
        reason TEXT,
        at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        from_id INTEGER NOT NULL REFERENCES member(id),
        to_id INTEGER NOT NULL REFERENCES member(id),
        meeting_id INTEGER REFERENCES meeting(id),
        step TEXT,
        held_on TEXT NOT NULL,
        text TEXT NOT NULL,
        written_at TEXT NOT NULL
    ) STRICT""",
)
