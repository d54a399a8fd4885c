"""The fourth migration: the team's numbers on private metrics, each told once."""

TABLES = (
    """CREATE TABLE published (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        metric_id INTEGER NOT NULL REFERENCES metric(id),
        month TEXT NOT NULL,
        total INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        told_on TEXT NOT NULL,
        UNIQUE (metric_id, month)
    ) STRICT""",
    # What was told stands: a correction would show by how much somebody's number changed.
    """CREATE TRIGGER published_stands BEFORE UPDATE ON published BEGIN
        SELECT RAISE(ABORT, 'what was told is not changed');
    END""",
)
