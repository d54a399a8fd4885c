"""Me: how far my targets are, what I said I would do, and when I host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from textual import getters
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core import commitments, home, hurdles, occurrences, rotation, support, targets, typed, workdays
from core.amounts import percent
from core.commitment_words import how_much, how_often
from core.errors import HuddleError
from core.home import Promised
from core.live import Landed
from core.models import Commitment, Conversation, Target
from core.periods import KINDS, MONTHS, containing
from core.team import team
from tui.screens.answering import ask_end, ask_next_step, ask_reworded, say_kept, say_open
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.commitform import CommitForm, Taken
from tui.screens.correctform import correct_form
from tui.screens.hurdling import name_hurdle, name_number
from tui.screens.logform import log_form
from tui.screens.praising import share_latest, show_praise
from tui.screens.worth_a_look import own_signals
from tui.widgets.facts import Facts
from tui.widgets.frame import fitting
from tui.widgets.picklist import Pick, PickList
from tui.widgets.progress import ProgressRows
from tui.widgets.reaches import kept_weeks, reach
from tui.widgets.section import Section

CLOSED_DAYS = 28
"""How long a closed commitment stays in sight: a month of meetings."""

TALL = 40
"""Lines from which on rows have air between them."""

FAMILIES = ("commitment", "entry", "target", "praise")
"""What `u` takes back here."""

MOST_PRAISE = 3
"""Lines of praise that stand here: the latest."""

SIGNS = {"kept": "✓", "missed": "✗"}


class MeScreen(HuddleScreen):
    """One's own page."""

    CSS_PATH = "me.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    WHY = (
        "People do what they said themselves, and here you see what that was. "
        "The mark │ stands where pace says you should be today, counted in working days. "
        "A miss is no drama: say what you will do differently, and the next meeting hears that."
    )
    BINDINGS = [
        Binding("k", "keep", "Kept", id="me.keep", tooltip="You did what you said"),
        Binding("x", "miss", "Missed", id="me.miss", tooltip="You did not; say what you will do differently"),
        Binding("o", "reopen", "Still open", id="me.reopen", tooltip="Neither kept nor missed yet"),
        Binding("c", "reword", "Change", id="me.reword", tooltip="Change it honestly; the old words stay readable"),
        Binding("E", "end", "End", id="me.end", tooltip="It does not come again; what became of each time stays"),
        Binding("a", "commit", "Take on", id="me.commit", tooltip="Take something on: how much, how often, by when"),
        Binding("l", "log", "Log", id="me.log", tooltip="Enter an amount: 5 calls"),
        Binding("L", "correct", "Correct", show=False, id="me.correct", tooltip="Put right what you entered"),
        Binding("t", "target", "Target", id="me.target", tooltip="Set what you want to reach: 40 calls week"),
        Binding(
            "T",
            "app.sheet('training')",
            "Training",
            show=False,
            id="me.training",
            tooltip="Who trains, pairs, mentoring",
        ),
        Binding(
            "A", "app.sheet('accounts')", "Accounts", show=False, id="me.accounts", tooltip="Whose each customer is"
        ),
        Binding("w", "hurdle", "As hurdle", id="me.hurdle", tooltip="What you missed, or a number behind pace"),
        Binding("s", "share", "Share", id="me.share", tooltip="Decide who else reads the praise for you"),
        Binding("u", "undo", "Undo", id="me.undo", tooltip="Take back your last step here"),
        Binding(
            "F",
            "app.sheet('follow-through')",
            "Follow-through",
            show=False,
            id="me.follow_through",
            tooltip="What was kept, and in time: you, the team, trends",
        ),
        Binding("p", "app.sheet('page')", "Page", show=False, id="me.page", tooltip="All about yourself in one view"),
        Binding(
            "S",
            "app.sheet('signals')",
            "Signals",
            show=False,
            id="me.signals",
            tooltip="What is behind, and what went well, early",
        ),
        Binding("v", "chart", "Chart", show=False, id="me.chart", tooltip="How your numbers grew so far"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._promised: dict[int, Promised] = {}
        self._can_undo = False
        self._praise: list[Conversation] = []

    def compose_content(self) -> Iterable[Widget]:
        with Vertical(id="me"):
            with Vertical(id="numbers-part"):
                yield Section("My numbers", id="numbers-head")
                yield ProgressRows(id="numbers")
                yield Facts(id="signals")
                yield Static("", id="turn", markup=False)
                yield Section("Praise for you", id="praise-head")
                yield Facts(id="praise")
            with Vertical(id="commitments-part"):
                yield Section("My commitments", id="commitments-head")
                yield PickList()

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        here = self.session
        self._frame()
        self._can_undo = home.takes_part(here) and here.last_change(*FAMILIES) is not None
        mine = home.my_numbers(here)
        rows = self.query_one("#numbers", ProgressRows)
        rows.space(self.size.height >= TALL)
        rows.set_rows([reach(number, weeks=True) for number in mine], empty=self._no_numbers())
        self.query_one("#numbers-head", Section).note = "to the right: the last eight weeks" if mine else ""
        self._show_commitments()
        worth = own_signals(here)
        self.query_one("#signals", Facts).set_facts(worth)
        self.query_one("#signals", Facts).display = bool(worth)
        self._praise = show_praise(self, most=MOST_PRAISE)
        self.query_one("#turn", Static).update(self._turn())
        self.refresh_bindings()

    def _frame(self) -> None:
        here = self.session
        quarter = containing(here.today, "quarter")
        gone = f"{quarter.title}, {percent(workdays.share(here, quarter))} gone"
        day = f"{here.today:%a} {here.today.day} {here.today:%b}"
        self.top.left = ("THE ROOM" if here.viewer.is_room else here.me.name.upper()) + f" · {team(here).name}"
        self.top.right = fitting(
            (f"{day} {here.today.year} · {gone}", f"{day} · {gone}", gone), self.size.width // 2 - 1
        )

    def _no_numbers(self) -> str:
        if not home.takes_part(self.session):
            return "Watchers have no numbers of their own. The team's are in 5 Board."
        return "No target of yours is running. Press t to set one: 40 calls week."

    def _show_commitments(self) -> None:
        here = self.session
        still = home.my_commitments(here)
        since = here.today - timedelta(days=CLOSED_DAYS)
        closed = home.my_closed(here, since)
        self._promised = {each.commitment.id: each for each in [*still, *closed]}
        picks = [self._open_pick(each) for each in still]
        picks += self._owed_picks()
        if closed:
            picks.append(Pick("closed", "Kept and missed, the last four weeks", heading=True))
            picks += [self._closed_pick(each) for each in closed]
        if not home.takes_part(here):
            empty = "Watchers take nothing on. What the others took on is in the meeting: 2."
        else:
            empty = "Nothing is open. Press a to take something on, or say it in the next meeting."
        self.picks.set_picks(picks, empty=empty)
        kept = home.kept(here, here.me) if home.takes_part(here) else home.Kept(0, 0, ())
        words = f"{len(still)} open"
        if kept.closed:
            words += f" · {kept.kept} of {kept.closed} kept{kept_weeks(kept)}"
        self.query_one("#commitments-head", Section).note = words

    def _owed_picks(self) -> list[Pick]:
        """The help that one was promised: whether it was given is one's own to say."""
        here = self.session
        owed = support.help_owed(here, here.me) if home.takes_part(here) else []
        owed = [one for one in owed if one.status == "open"]
        if not owed:
            return []
        self._promised |= {one.id: Promised(one, None, one.due) for one in owed}
        to_confirm = support.waiting(here, owed)
        picks = [Pick("owed", "Help owed to you", heading=True, right=support.in_short(owed, to_confirm))]
        for one in owed:
            due = home.near(one.due, here.today) if one.due else ""
            right = "was it given?" if one.id in to_confirm else due
            picks.append(Pick(one.id, support.told(here, one), sign="●", right=right))
        return picks

    def _open_pick(self, each: Promised) -> Pick:
        one, today = each.commitment, self.session.today
        soon = each.due is not None and (each.due - today).days < 7
        due = home.near(each.due, today) if each.due else ""
        row = occurrences.in_a_row(one, each.streak)
        what = " · ".join(filter(None, (how_much(one, each.metric), how_often(one), due, row)))
        return Pick(one.id, support.told(self.session, one), sign="●" if soon else "○", right=what)

    def _closed_pick(self, each: Promised) -> Pick:
        one = each.commitment
        words = support.told(self.session, one)
        text = f"{words} → next: {one.next_step}" if one.next_step else words
        day = f"{one.closed_on.day} {MONTHS[one.closed_on.month - 1]}" if one.closed_on else ""
        return Pick(one.id, text, sign=SIGNS[one.status], right=day, dim=True)

    def _turn(self) -> str:
        here = self.session
        places = rotation.order(here)
        mine = next((place for place in places if here.viewer.is_member(place.member.id)), None)
        coming = home.next_meeting(here)
        if coming and coming.stage and here.viewer.is_member(coming.meeting.host_id):
            return "You host this meeting."
        if mine is None:
            return ""
        if mine.position > 1:
            return f"Your turn to host is number {mine.position} of {len(places)}. Who hosts when, and why: 7 Team."
        planned = coming.meeting.day if coming and coming.stage is None else None
        if planned is None or planned < here.today:
            return "You host next."
        when = "today" if planned == here.today else f"on {planned.day} {MONTHS[planned.month - 1]}"
        return f"You host the meeting {when}."

    # -- what lands

    def changed(self, landed: list[Landed]) -> None:
        if any(change.rows.keys() - {"card", "trend", "board", "stage"} for change in landed):
            self.show()

    # -- keys

    @property
    def _picked(self) -> Commitment | None:
        picked = self.picks.picked if self.is_mounted else None
        found = self._promised.get(picked) if isinstance(picked, int) else None
        return found.commitment if found else None

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        one = self._picked
        match action:
            case "keep" | "miss":
                return one is not None and one.status == "open" and commitments.may_answer(self.session, one)
            case "reword":
                return one is not None and one.status == "open" and self.session.viewer.is_member(one.member_id)
            case "reopen":
                again = one is not None and (one.status != "open" or one.every is not None)
                return one is not None and again and commitments.may_answer(self.session, one)
            case "end":
                return one is not None and one.status == "open" and one.every is not None
            case "share":
                return bool(self._praise)
            case "commit" | "log" | "correct" | "target" | "hurdle":
                return home.takes_part(self.session)
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        if (one := self._picked) is not None:
            say_kept(self, one)

    def action_reopen(self) -> None:
        if (one := self._picked) is not None:
            say_open(self, one)

    def action_miss(self) -> None:
        if (one := self._picked) is not None:
            ask_next_step(self, one)

    def action_end(self) -> None:
        if (one := self._picked) is not None:
            ask_end(self, one)

    def action_reword(self) -> None:
        if (one := self._picked) is not None:
            ask_reworded(self, one, self.session.me.name, then=self._follow)

    def action_commit(self) -> None:
        def taken(what: Taken | None) -> None:
            if what is not None:
                self.do(
                    commitments.commit, self.session, what.text, metric=what.metric, amount=what.amount,
                    every=what.every, weekday=what.weekday, due=what.due, then=self._follow,
                )  # fmt: skip

        self.app.push_screen(CommitForm(self.session, self.session.me.name, ""), taken)

    def _follow(self, one: Commitment) -> None:
        """The cursor goes to what was just taken on or reworded."""
        self.show()
        self.picks.pick(one.id)

    def action_correct(self) -> None:
        correct_form(self)

    def action_log(self) -> None:
        log_form(self)

    def action_target(self) -> None:
        def agree(words: str) -> Target:
            what, _, last = words.strip().rpartition(" ")
            named = last.casefold() in KINDS
            metric, amount = typed.how_much(self.session, what if named else words)
            if metric is None or amount is None:
                raise HuddleError("How much of what, and by when? Type it as in 40 calls week.")
            period = containing(self.session.today, last.casefold() if named else "quarter")
            return targets.set_target(self.session, metric, amount, member=self.session.me, period=period)

        hint = "40 calls week; day, week, month, quarter or year. Without one it is this quarter's."
        ask(self, "What do you want to reach?", agree, hint=hint)

    def action_chart(self) -> None:
        """How one's own numbers grew, one after the other."""
        from core.standings import own_row, standings
        from tui.screens.chart import ChartScreen

        boards = [standings(self.session, mine.metric, mine.period) for mine in home.my_numbers(self.session)]
        looks = [(board, row) for board in boards if (row := own_row(self.session, board)) is not None]
        if looks:
            self.app.push_screen(ChartScreen(looks))
        else:
            self.notify(self._no_numbers(), markup=False)

    def action_hurdle(self) -> None:
        """The missed commitment under the cursor, or else a number of one's own."""
        one = self._picked
        if one is not None and one.status == "missed" and one.helps_id is None:
            name_hurdle(self, hurdles.of_commitment, one)
        else:
            name_number(self)

    def action_share(self) -> None:
        share_latest(self)

    def action_undo(self) -> None:
        self.do(self.session.undo, *FAMILIES)
