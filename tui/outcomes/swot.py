"""The SWOT screen: the four quadrants of a year in priority order, and what became of each item."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting.agenda import SWOT_BOARDS
from core.models import BoardKind
from core.outcomes import swot
from core.outcomes.swot import Swot, SwotItem, SwotQuadrant
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.prompt_helper import ask_line
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section

TABLES = frozenset({"card", "board", "trend", "vote", "outcome", "commitment", "goal", "meeting", "stage"})
"""Tables whose changes refresh this screen."""

MIN_WIDTH_FOR_ALL, MIN_HEIGHT_FOR_ALL = 96, 26
"""The smallest terminal, in columns and lines, on which all four quadrants are shown together."""

OTHER_ADDRESSEE = "somebody else"


class SwotScreen(HuddleScreen):
    """The four quadrants of a year as lists; one at a time on a small terminal."""

    CSS_PATH = "swot.tcss"
    AUTO_FOCUS = ""
    WHY = (
        "Once a year the team draws its own map, and what it chose itself it also stands behind. "
        "What lies within its control becomes a commitment or a goal; the rest goes to those who can change it. "
        "Last year's map beside it shows what came of that."
    )
    BINDINGS = [
        Binding("escape", "back", "Back", id="swot.back", tooltip="Back to where you came from"),
        Binding("tab", "quadrant(1)", "Next", id="swot.next", tooltip="The next of the four"),
        Binding("shift+tab", "quadrant(-1)", "Before", show=False, id="swot.before", tooltip="The one before"),
        Binding("i", "ours", "Ours", id="swot.ours", tooltip="It lies within our control"),
        Binding("x", "others", "Others'", id="swot.others", tooltip="Others can change it: choose who"),
        Binding("c", "commit", "I take it on", id="swot.commit", tooltip="It becomes a commitment of yours"),
        Binding("t", "commit(True)", "The team", id="swot.team", tooltip="It becomes a commitment of the whole team"),
        Binding("g", "goal", "Goal", id="swot.goal", tooltip="It becomes the team's goal"),
        Binding(
            "y", "beside", "Last year", id="swot.beside", tooltip="Last year's beside it; again: this year's alone"
        ),
        Binding("s", "sheets", "Sheets", id="swot.sheets", tooltip="What goes to whom"),
        Binding("u", "undo", "Undo", id="swot.undo", tooltip="Takes back your last step here"),
        Binding(
            "left_square_bracket",
            "year(-1)",
            "Year before",
            show=False,
            key_display="[",
            id="swot.year_before",
            tooltip="The year before",
        ),
        Binding(
            "right_square_bracket",
            "year(1)",
            "Year after",
            show=False,
            key_display="]",
            id="swot.year_after",
            tooltip="The year after",
        ),
    ]

    about_line = getters.query_one("#swot-about", Static)

    def __init__(self, year: int | None = None) -> None:
        """Show `year`, or the current year when None."""
        super().__init__()
        self._year = year
        self._kind: BoardKind = SWOT_BOARDS[0]
        self._map: Swot | None = None
        self._shows_last_year = False

    def compose_content(self) -> Iterable[Widget]:
        with Container(id="swot"):
            for kind in SWOT_BOARDS:
                with Vertical(id=f"swot-{kind}", classes="swot--quadrant"):
                    yield Section(kind)
                    yield PickList()
            with Vertical(id="swot-last", classes="swot--quadrant"):
                yield Section("")
                yield PickList()
        yield Static("", id="swot-about", markup=False)

    def on_mount(self) -> None:
        self._list(self._kind).focus()

    def on_resize(self, _event: events.Resize) -> None:
        if self.is_mounted:
            self._show_lists()

    # -- showing

    @property
    def year(self) -> int:
        return self._year or self.session.today.year

    def show(self) -> None:
        self._map = swot.read_swot(self.session, self.year)
        for quadrant in self._map.quadrants:
            self._fill_list(f"#swot-{quadrant.kind}", quadrant.kind, quadrant, _why_empty(quadrant.kind, self.year))
        items = self._map.items
        open_count = sum(item.ours is None for item in items)
        self.top_line.left = f"SWOT · {self.year} · {len(items)} {'item' if len(items) == 1 else 'items'}"
        self.top_line.right = f"{open_count} not looked at yet" if open_count else "all looked at" if items else ""
        self._show_lists()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def _fill_list(self, where: str, title: str, quadrant: SwotQuadrant, empty: str) -> None:
        place = self.query_one(where)
        section = place.query_one(Section)
        section.title = f"{title.upper()} · {len(quadrant.items)}" if quadrant.items else title.upper()
        section.note = "votes" if any(item.votes is not None for item in quadrant.items) else ""
        place.query_one(PickList).set_picks([_pick(item) for item in quadrant.items], empty=empty)

    def _show_lists(self) -> None:
        """Show the lists that fit, and last year's quadrant if it is compared."""
        four = (
            not self._shows_last_year
            and self.size.width >= MIN_WIDTH_FOR_ALL
            and self.size.height >= MIN_HEIGHT_FOR_ALL
        )
        self.set_class(four, "-four")
        self.set_class(self._shows_last_year, "-beside")
        for kind in SWOT_BOARDS:
            self.query_one(f"#swot-{kind}").display = four or kind == self._kind
        last = self.query_one("#swot-last")
        last.display = self._shows_last_year
        if self._shows_last_year:
            before = swot.read_swot(self.session, self.year - 1)
            quadrant = next(candidate for candidate in before.quadrants if candidate.kind == self._kind)
            self._fill_list(
                "#swot-last", str(before.year), quadrant, f"No {self._kind} were collected in {before.year}."
            )
        at = SWOT_BOARDS.index(self._kind) + 1
        self.key_line.note = "" if four else f"{at} of {len(SWOT_BOARDS)}"
        self._show_about()
        self.refresh_bindings()

    def _list(self, kind: BoardKind) -> PickList:
        return self.query_one(f"#swot-{kind}").query_one(PickList)

    @property
    def _item(self) -> SwotItem | None:
        if self._map is None or not self.is_mounted:
            return None
        picked = self._list(self._kind).cursor_key
        return next((item for item in self._map.items if item.card_id == picked), None)

    def _show_about(self) -> None:
        """Describe below the lists what became of the item under the cursor."""
        item = self._item
        words = []
        if item is not None:
            words = [
                f"in {item.trend}" if item.trend else "",
                f"became “{item.became}”" if item.became else "",
                f"huddle export --audience “{item.addressee}” prints their sheet" if item.addressee else "",
                "i it is ours   x others can change it" if item.ours is None and self._may_edit else "",
            ]
        self.about_line.update(" · ".join(word for word in words if word))

    def on_pick_list_moved(self) -> None:
        for kind in SWOT_BOARDS:
            if self._list(kind).has_focus:
                self._kind = kind
        self._show_about()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        self.on_pick_list_moved()

    # -- keys

    @property
    def _may_edit(self) -> bool:
        return self.session.viewer.role in ("leader", "seller")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        item = self._item
        match action:
            case "ours" | "others":
                return self._may_edit and item is not None and item.became is None
            case "commit" | "goal":
                return self._may_edit and item is not None and item.became is None and item.ours is not False
            case "undo":
                return self._may_edit and self.session.last_change("swot") is not None
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

    def action_quadrant(self, step: int) -> None:
        self._kind = SWOT_BOARDS[(SWOT_BOARDS.index(self._kind) + step) % len(SWOT_BOARDS)]
        self._show_lists()
        self._list(self._kind).focus()

    def action_year(self, step: int) -> None:
        self._year = max(swot.FIRST_YEAR + 1, min(self.session.today.year + 1, self.year + step))
        self.show()

    def action_beside(self) -> None:
        self._shows_last_year = not self._shows_last_year
        self._show_lists()
        self._list(self._kind).focus()

    def action_ours(self) -> None:
        if (item := self._item) is not None:
            self.run_change(swot.mark_ours, self.session, item.card_id)

    def action_others(self) -> None:
        item = self._item
        if item is None:
            return
        names = dict.fromkeys((*swot.ADDRESSEES, *swot.list_addressees(self.session)))

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.key is not None:
                self.run_change(swot.set_addressee, self.session, item.card_id, choice.text)
            else:
                ask_line(self, "Who can change it?", lambda who: swot.set_addressee(self.session, item.card_id, who))

        choices = [Choice(key=name, text=name) for name in names] + [Choice(key=None, text=OTHER_ADDRESSEE)]
        self.app.push_screen(ChooseScreen("Who can change it?", choices), chosen)

    def action_commit(self, team: bool = False) -> None:
        item = self._item
        if item is None:
            return

        def taken(what: CommitmentFormValues | None) -> None:
            if what is not None:
                self.run_change(
                    swot.turn_into_commitment, self.session, item.card_id, what.text, team=team, metric=what.metric,
                    amount=what.amount, every=what.every, weekday=what.weekday, due=what.due,
                )  # fmt: skip

        owner = "The whole team" if team else self.session.me.name
        self.app.push_screen(CommitmentForm(self.session, owner, item.text), taken)

    def action_goal(self) -> None:
        if (item := self._item) is not None:
            hint = "It becomes the team's goal, and in a meeting everybody is asked whether they understand it."

            def worded(text: str) -> object:
                return swot.turn_into_goal(self.session, item.card_id, text)

            ask_line(self, "Where does the team want to get?", worded, value=item.text, hint=hint)

    def action_sheets(self) -> None:
        from tui.dialogs.list import ListScreen

        self.app.push_screen(
            ListScreen(self._sheets, empty="Nothing is for others yet. Press x on what they can change.")
        )

    def _sheets(self) -> tuple[str, list[Pick]]:
        items = self._map.items if self._map else []
        names = sorted({item.addressee for item in items if item.addressee}, key=str.casefold)
        picks = []
        for name in names:
            picks.append(Pick(key=("to", name), text=name, heading=True))
            picks += [Pick(key=item.card_id, text=item.text) for item in items if item.addressee == name]
        return f"What goes to whom in {self.year} · print one with huddle export --audience NAME", picks

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "swot")


def _pick(item: SwotItem) -> Pick:
    sign = "✓" if item.became else "→" if item.ours is False else "●" if item.ours else "○"
    state = "taken on" if item.became else item.addressee or ("ours" if item.ours else "")
    votes = "" if item.votes is None else f"{item.votes:>3}"
    return Pick(key=item.card_id, text=item.text, sign=sign, right="  ".join(word for word in (state, votes) if word))


def _why_empty(kind: BoardKind, year: int) -> str:
    return f"No {kind} in {year} yet. In a meeting's collect stage the host asks for them with o."
