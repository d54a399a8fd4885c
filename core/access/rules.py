"""Who may see which rows and columns: one table of rules, as SQL.

A rule is a condition on the columns of its table, written `{column}`, and on `:viewer_id`, the id of the member who
reads. It is NULL for the room, and for a guest, of whom it is not certain who they are: every rule that asks for a
member is closed to them. What a guest reads beside the room names `:guest_id`, the member whom they say they are, or
`:guest_steps`, the journal's entries that their session has written, as JSON.

The same text judges a row as it is stored and, with its columns read from JSON, an older version of it in the journal.
Roles are read by each statement, so they end at once. Standard library only: commands that load no models read through
it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.access.exemptions import EXEMPT, EXEMPTIONS
from data.quick.metric_queries import PRIVATE_METRICS

PREFIX = "visible_"
"""A statement puts this before the name of a table that it reads through its rule."""

JOURNAL_ROWS = "visible_journal_row"
"""The changed rows as the viewer may see them; their rule follows from those of the tables that were changed."""

_NAME = re.compile(rf"\b({PREFIX}|{EXEMPT})([a-z_]+)\b")

NO_GUEST: Mapping[str, object] = {"guest_id": None, "guest_steps": None}
"""The parameters of a viewer who is no guest."""

# -- conditions that several rules share

EVERYONE = "1"
NOBODY = ":viewer_id <> :viewer_id"
"""Never true, and nothing that SQLite leaves out of the statement."""
TEAM = "EXISTS (SELECT 1 FROM member WHERE id = :viewer_id)"
IS_ROOM = f"NOT {TEAM}"
"""Also true for a member whose adding was undone."""
LEADER = "EXISTS (SELECT 1 FROM member WHERE id = :viewer_id AND role = 'leader' AND left_on IS NULL)"


def _member(*columns: str) -> str:
    """Return the condition that the viewer is one of the members in these columns. Never true for the room."""
    return "(" + " OR ".join(f"{{{column}}} = :viewer_id" for column in columns) + ")"


_GUEST = "{member_id} = :guest_id"
"""The viewer says that they are this member. Only for what a guest may do themselves."""


def _shared_by(owner: str) -> str:
    """Return the condition that the `visibility` of a row, which its `owner` chose, includes the viewer."""
    same_group = (
        f"(SELECT group_id FROM member WHERE id = :viewer_id) = (SELECT group_id FROM member WHERE id = {{{owner}}})"
    )
    return (
        f"CASE {{visibility}} WHEN 'everyone' THEN 1 WHEN 'group' THEN {same_group} WHEN 'leader' THEN {LEADER} "
        "ELSE 0 END"
    )


_HOST = ":viewer_id = (SELECT host_id FROM meeting WHERE id = {meeting_id})"
_OWN_OR_LEADER = f"{LEADER} OR {_member('member_id')}"
_OF_THIS_GUEST = (
    f"{{id}} IN (SELECT row_id FROM {EXEMPT}additions WHERE row_table = 'card' "
    "AND journal_id IN (SELECT value FROM json_each(:guest_steps)))"
)
"""The guest who reads has stated this card: no other is written in their steps. Not by name, since the member whom they
name may have stated cards themselves."""
_ON_THE_WALL = (
    "SELECT wall_member_id FROM meeting JOIN stage ON stage.id = stage_id WHERE status = 'open' AND kind = 'kickoff' "
    "AND name = 'goal'"
)
"""The member who shows their goals in the open kickoff, while that is in its goal stage."""


# -- the rules


class ColumnRule:
    """Who may see a column of the rows that they see. Plain classes: commands that must answer at once load them."""

    __slots__ = ("condition", "otherwise")

    def __init__(self, condition: str, otherwise: str = "NULL") -> None:
        self.condition = condition
        self.otherwise = otherwise
        """The SQL that stands in its place for others."""


class Rule:
    """Who may see the rows of one table."""

    __slots__ = ("columns", "deleted", "hides_changes", "rows", "source")

    def __init__(
        self,
        rows: str = EVERYONE,
        columns: Mapping[str, ColumnRule] | None = None,
        *,
        deleted: str = "",
        source: str = "",
        hides_changes: bool = False,
    ) -> None:
        self.rows = rows
        """The condition under which a row is seen."""
        self.columns: Mapping[str, ColumnRule] = columns or {}
        """The columns that not all may see who see the row."""
        self.deleted = deleted
        """The condition under which a version of a deleted row is seen; without one, `rows`."""
        self.source = source
        """The SELECT whose rows the rule judges, where that is no table of the file."""
        self.hides_changes = hides_changes
        """Whether a change to such rows is told only to those who may see one of them, and to the member who made
        it."""


def _build_rules() -> dict[str, Rule]:
    amounts = f"{{metric_id}} NOT IN ({PRIVATE_METRICS}) OR {_member('member_id')}"
    everyone, team, leader = Rule(), Rule(TEAM), Rule(LEADER, hides_changes=True)
    question = f"{_OWN_OR_LEADER} OR {_HOST} OR {_GUEST}"
    conversation = (
        f"{_member('from_id')} OR {{kind}} <> 'notes' AND {_member('to_id')} "
        f"OR {{kind}} IN ('praise', 'feedback') AND CASE WHEN {IS_ROOM} "
        f"THEN {{kind}} = 'praise' AND {{visibility}} = 'everyone' ELSE {_shared_by('to_id')} END"
    )
    return {
        **dict.fromkeys(
            (
                *("team", "group", "meeting", "stage", "board", "trend", "metric", "rotation", "holiday", "outcome"),
                *("celebration", "measure", "skill", "published", "merged_trend"),
                # The public halves: everybody verifies signatures with them, and a guest unlocks their key.
                "member_key",
            ),
            everyone,
        ),
        **dict.fromkeys(("alias", "taken_file", "account", "handover"), team),
        **dict.fromkeys(("webhook", "outbox"), leader),
        "erased": team,
        "member_lock": Rule(NOBODY),
        "signature": Rule(f"{{conversation_id}} IN (SELECT id FROM {PREFIX}conversation)", hides_changes=True),
        "member": Rule(
            columns={
                "login": ColumnRule(f"{LEADER} OR {_member('id')}"),
                "email": ColumnRule(TEAM),
            }
        ),
        # Nobody is waited for by name: others see only the count, which `readiness` reads past this rule.
        "ready": Rule(
            f"{_OWN_OR_LEADER} OR {_GUEST} OR {{stage_id}} IN "
            "(SELECT stage.id FROM stage JOIN meeting ON meeting.id = meeting_id WHERE host_id = :viewer_id)"
        ),
        # Others do not even see that a question about the goal was asked.
        "attendance": Rule(
            columns={
                "question": ColumnRule(question),
                "understood": ColumnRule(question, "nullif({understood}, 0)"),
            }
        ),
        # Of a deleted board only author and typist see a card: nobody knows any more whether it was hidden.
        "card": Rule(
            f"{_member('member_id', 'typed_by')} "
            "OR EXISTS (SELECT 1 FROM board WHERE board.id = {board_id} AND (NOT hidden OR revealed_at IS NOT NULL)) "
            f"OR {_OF_THIS_GUEST}",
            # What somebody has taken back is theirs again.
            deleted=_member("member_id", "typed_by"),
        ),
        # Nothing of it is read by rule: a session knows the keys of its own.
        "mailbox": Rule(NOBODY),
        # A ballot is its giver's until the reveal, which shows sums alone and deletes it.
        "vote": Rule(f"ifnull({{member_id}}, {{typed_by}}) = :viewer_id OR {_GUEST}"),
        "turn": Rule(columns={"reason": ColumnRule(TEAM)}),
        # Those without a name are seen by nobody; `core.meeting.pulse` shows the averages.
        "pulse": Rule(f"{{member_id}} IS NOT NULL AND ({_OWN_OR_LEADER})", hides_changes=True),
        # Who logs on a private metric, and how often, is their number where entries are counted.
        "entry": Rule(amounts, {"note": ColumnRule(_OWN_OR_LEADER)}, hides_changes=True),
        # The rollup of the entries, and whose numbers are seen on which metric.
        "entry_day": Rule(amounts),
        "measured": Rule(
            amounts, source="SELECT metric.id AS metric_id, member.id AS member_id FROM metric CROSS JOIN member"
        ),
        "target": Rule(
            f"{{member_id}} IS NULL OR {_OWN_OR_LEADER} OR {{metric_id}} NOT IN ({PRIVATE_METRICS})",
            {
                "reason": ColumnRule(f"{{member_id}} IS NULL OR {_OWN_OR_LEADER}"),
                "bonus": ColumnRule(f"{{member_id}} IS NULL OR {_OWN_OR_LEADER}"),
                "bonus_percent": ColumnRule(f"{{member_id}} IS NULL OR {_OWN_OR_LEADER}"),
            },
        ),
        "absence": Rule(TEAM, {"reason": ColumnRule(_OWN_OR_LEADER)}),
        # Help promised to a member is only for those two members.
        "commitment": Rule(f"{{helps_id}} IS NULL OR {_member('member_id', 'helps_id')}", hides_changes=True),
        "occurrence": Rule(f"{{commitment_id}} IN (SELECT id FROM {PREFIX}commitment)", hides_changes=True),
        # The room sees a personal goal that is shared with everyone, while its owner shows it on the kickoff wall.
        "goal": Rule(
            f"{{level}} <> 'personal' OR {_member('member_id')} OR CASE WHEN {IS_ROOM} "
            f"THEN {{visibility}} = 'everyone' AND {{member_id}} IN ({_ON_THE_WALL}) "
            f"ELSE {_shared_by('member_id')} END",
            hides_changes=True,
        ),
        # The other kinds are never shared, whatever their visibility says.
        "conversation": Rule(conversation, hides_changes=True),
        "point": Rule(
            f"{{conversation_id}} IN (SELECT id FROM {PREFIX}conversation) "
            f"AND ({{kind}} <> 'note' OR {_member('by_id')})",
            hides_changes=True,
        ),
        # The other member's rating only once the two have met: nobody rates to please the other.
        "rating": Rule(
            "EXISTS (SELECT 1 FROM conversation AS talk WHERE talk.id = {conversation_id} "
            f"AND :viewer_id IN (talk.from_id, talk.to_id) AND ({_member('by_id')} OR talk.status <> 'planned'))",
            hides_changes=True,
        ),
        "pair": Rule(
            f"{{kind}} = 'role play' OR {LEADER} OR {_member('one_id', 'other_id')}",
            hides_changes=True,
        ),
    }


RULES = _build_rules()
"""The rule of each table but the journal's two, which follow from the rules of what was changed."""

HIDING_TABLES = tuple(table for table, rule in RULES.items() if rule.hides_changes)
"""The tables of which not even the author of a change is told to everybody."""


# -- the statements


class _Columns(dict[str, str]):
    """The SQL of every column of the row `t`."""

    def __missing__(self, column: str) -> str:
        return f't."{column}"'


class VisibleTables:
    """Writes the statements that read through the rules, for a schema whose columns are given by table."""

    def __init__(self, columns: Mapping[str, Sequence[str]], rules: Mapping[str, Rule] = RULES) -> None:
        self._columns = columns
        self._rules = rules
        self._selects: dict[str, str] = {}
        self._statements: dict[str, str] = {}
        self._old_versions: dict[tuple[str, str], str] = {}

    def statement(self, sql: str, given: Mapping[str, str] | None = None) -> str:
        """Return the statement with every table `visible_…` in it defined by the rule of its table, and every
        `exempt_…` as the list of exemptions has it. `given` has the SELECTs of further names."""
        if given is None and sql in self._statements:
            return self._statements[sql]
        defined: dict[str, str] = {}
        self._define(sql, defined, given or {})
        tables = ", ".join(f"{name} AS NOT MATERIALIZED ({select})" for name, select in defined.items())
        words = sql.split(None, 2)
        if tables and words[0] == "WITH":
            own_tables = words[2] if words[1] == "RECURSIVE" else sql.lstrip().removeprefix("WITH")
            statement = f"WITH RECURSIVE {tables}, {own_tables}"
        else:
            statement = f"WITH {tables} {sql}" if tables else sql
        if given is None:
            self._statements[sql] = statement
        return statement

    def _define(self, sql: str, defined: dict[str, str], given: Mapping[str, str]) -> None:
        """Add the definitions of the tables in `sql`, each after those that it reads itself."""
        for prefix, table in _NAME.findall(sql):
            name = prefix + table
            if name not in defined:
                select = given.get(name) or (self._select(table) if prefix == PREFIX else self._exempt_select(table))
                self._define(select, defined, given)
                defined[name] = select

    def _select(self, table: str) -> str:
        if table not in self._selects:
            rule = self._rule_of(table)
            if rule.columns:
                row = {column: f't."{column}"' for column in self._columns[table]}
                columns = ", ".join(f'{_column_sql(rule, column, row)} AS "{column}"' for column in row)
            else:
                columns, row = "t.*", _Columns()
            source = f"({rule.source})" if rule.source else f'"{table}"'
            condition = rule.rows.format_map(row)
            if condition == rule.rows:
                condition = f"({condition}) AND {self._always(table)}"
            self._selects[table] = f"SELECT {columns} FROM {source} AS t WHERE {condition}"
        return self._selects[table]

    def _exempt_select(self, name: str) -> str:
        exemption = EXEMPTIONS[name]
        condition = f"{exemption.condition} AND {self._always(exemption.table)}"
        return f'SELECT {exemption.columns} FROM "{exemption.table}" AS t WHERE {condition}'

    def _always(self, table: str, alias: str = "t") -> str:
        """Return a condition on a column that always holds. Of a table without a used column SQLite tells the guard
        only that the statement reads it, and not through which name."""
        column = self._columns[table][1]
        return f'{alias}."{column}" IS {alias}."{column}"'

    def _rule_of(self, table: str) -> Rule:
        """Return the rule of a table; one without a rule is seen by nobody, and a test fails."""
        return self._rules.get(table) or Rule(NOBODY)

    def old_version(self, table: str, moment: str) -> str:
        """Return the SQL of what the viewer may see of a journaled row as it was: JSON, or NULL for nothing.

        `moment` is the column `before` or `after`; the statement calls that table by its own name. Today's state of the
        row decides too: what was shared once and is no longer shared is hidden in old versions.
        """
        key = (table, moment)
        if key not in self._old_versions:
            self._old_versions[key] = self._write_old_version(table, moment)
        return self._old_versions[key]

    def _write_old_version(self, table: str, moment: str) -> str:
        rule, names, text = self._rule_of(table), self._columns[table], f'journal_row."{moment}"'
        if rule.rows == EVERYONE and not rule.columns:
            return text
        old = {name: f"json_extract({text}, '$.{name}')" for name in names}
        now = {name: f'now."{name}"' for name in names}
        # Where the row was deleted its owner can no longer restrict it: treat it as if they had, to the utmost.
        deleted = old | ({"visibility": "'me'"} if "visibility" in old else {})
        seen_deleted = (rule.deleted or rule.rows).format(**deleted)
        visible = (
            f"{text} IS NOT NULL AND ({rule.rows.format(**old)}) AND "
            f"CASE WHEN now.id IS NULL THEN ({seen_deleted}) ELSE ({rule.rows.format(**now)}) END"
        )
        shown = text
        for name in rule.columns:
            # What is blanked in the row as it is now is blanked in the old version too.
            blanked = _column_sql(rule, name, now)
            value = (
                f"CASE WHEN now.id IS NOT NULL AND ({blanked}) IS NOT {now[name]} THEN {blanked} "
                f"ELSE {_column_sql(rule, name, old)} END"
            )
            shown = f"json_set({shown}, '$.{name}', {value})"
        return (
            f"(SELECT CASE WHEN {visible} THEN {shown} END "
            f'FROM (SELECT 1) LEFT JOIN "{table}" AS now ON now.id = journal_row.row_id '
            f"AND {self._always(table, 'now')})"
        )


def _column_sql(rule: Rule, column: str, row: Mapping[str, str]) -> str:
    """Return the SQL of a column as the viewer may see it; `row` has the SQL of each column."""
    column_rule = rule.columns.get(column)
    if column_rule is None:
        return row[column]
    return (
        f"CASE WHEN {column_rule.condition.format(**row)} THEN {row[column]} "
        f"ELSE {column_rule.otherwise.format(**row)} END"
    )
