"""The accounts screen: the owner of each customer, when it was last touched, who opened it, and hand-overs."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.accounts import accounts
from core.errors import HuddleError
from core.models import Account, Member
from core.team import members
from core.values.text import clean, short_name
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.form import Field
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

TABLES = frozenset({"account", "handover", "member"})
"""Tables whose changes refresh this screen."""

FAMILIES = ("account",)
"""Families of journal events that `u` undoes on this screen."""

MOST = 300
"""How many accounts are listed at once; the others are found by a part of their name."""

NO_OWNER_YET = -1
"""Stands for the owner before the first row; no member has this id."""

RECENT_DAYS = {0: "today", 1: "yesterday"}

SIDE = 130
"""Screen width in columns from which an account's history is beside the list."""

OPENERS_WIDTH = 96
"""Screen width in columns from which rows say who opened the account."""


class AccountsScreen(HuddleScreen):
    """The accounts by owner, the viewer's own first, and those untouched longest on top."""

    CSS_PATH = "accounts.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide")]
    WHY = (
        "Whoever keeps customers or opens new ones owns them and their numbers: that is what trust rests on. "
        "Nothing moves silently: an account changes hands by a hand-over, with its reason, for everybody to read. "
        "Those that nobody has touched for long stand on top, before the customer notices."
    )
    BINDINGS = [
        Binding("escape", "back", "Back", id="accounts.back", tooltip="Back to where you came from"),
        Binding("t", "touch", "Touched", id="accounts.touch", tooltip="You were in touch with this customer today"),
        Binding(
            "h", "hand_over", "Hand over", id="accounts.hand_over", tooltip="Give this account to another, and why"
        ),
        Binding("a", "add", "Add", id="accounts.add", tooltip="Add an account"),
        Binding("slash", "find", "Find", key_display="/", id="accounts.find", tooltip="Those with these words in them"),
        Binding("m", "mine", "Mine", id="accounts.mine", tooltip="Only yours, or everybody's again"),
        Binding("u", "undo", "Undo", id="accounts.undo", tooltip="Take back your last step here"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._accounts: dict[int, Account] = {}
        self._people: list[Member] = []
        self._search = ""
        self._only_mine = False
        self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        with Horizontal(id="accounts"):
            yield PickList()
            with VerticalScroll(id="account-side", can_focus=False):
                yield Section("", id="account-name")
                yield Facts(id="account-history")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        mine = session.me if session.viewer.member_id is not None else None
        found = accounts.list_accounts(
            session, owner=mine if self._only_mine else None, name_part=self._search, limit=MOST + 1
        )
        self._accounts = {account.id: account for account in found[:MOST]}
        self._can_undo = not session.viewer.is_room and session.last_change(*FAMILIES) is not None
        picks = self._lines(found[:MOST])
        if len(found) > MOST:
            picks.append(Pick("more", f"These are the first {MOST}. / finds the others.", heading=True))
        self.picks.set_picks(picks, empty=self._why_empty())
        self._show_frame(mine)
        self._show_history()
        self.refresh_bindings()

    def _show_frame(self, mine: Member | None) -> None:
        session = self.session
        words = f" · with “{self._search}”" if self._search else ""
        self.top_line.left = f"ACCOUNTS{' · mine' if self._only_mine else ''}{words}"
        own = accounts.count_accounts(session, owner=mine) if mine else 0
        total = accounts.count_accounts(session)
        self.top_line.right = first_that_fits((f"{own:,} yours of {total:,}", f"{total:,}"), self.size.width // 2 - 1)

    def _why_empty(self) -> str:
        if self._search:
            return f"No account has “{self._search}” in its name. Press / to look for other words, or for none."
        if self._only_mine:
            return "No account is yours yet. Press a to add one, or m for everybody's."
        return (
            "No account is anybody's yet. Press a to add one. An import whose map names a column of customers makes "
            "them by itself: whoever won a customer first has opened it."
        )

    def _lines(self, accounts_shown: list[Account]) -> list[Pick]:
        picks: list[Pick] = []
        names = {member.id: member.name for member in self._people}
        owner_id: int | None = NO_OWNER_YET
        for account in accounts_shown:
            if account.member_id != owner_id:
                owner_id = account.member_id
                if self.session.viewer.is_member(owner_id):
                    heading = "Yours"
                else:
                    heading = f"{names[owner_id]}'s" if owner_id in names else "Nobody's yet"
                picks.append(Pick(("owner", owner_id), heading, heading=True))
            picks.append(Pick(account.id, account.name, right=self._right(account)))
        return picks

    def _right(self, account: Account) -> str:
        opened = ""
        if self.size.width >= OPENERS_WIDTH and account.opened_by is not None:
            opener = next(
                (short_name(member, self._people) for member in self._people if member.id == account.opened_by),
                "somebody",
            )
            opened = "opened by you" if self.session.viewer.is_member(account.opened_by) else f"opened by {opener}"
        last = account.touched_on or account.opened_on
        ago = (self.session.today - last).days if last else None
        touched = "never touched" if ago is None else RECENT_DAYS.get(ago) or f"{ago:,} days ago"
        return f"{opened}   {touched:>13}" if opened else touched

    def _show_history(self) -> None:
        account = self._picked
        self.query_one("#account-side").set_class(account is None, "-empty")
        self.query_one("#account-name", Section).title = account.name if account else ""
        facts = []
        if account is not None:
            facts = [Fact(line) for line in accounts.describe_account_history(self.session, account)]
            source = f" It came with an import of {account.source}." if account.source else ""
            facts = facts or [Fact(f"It has not changed hands.{source}", quiet=True)]
        self.query_one("#account-history", Facts).set_facts(facts)

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self._show_history()
        self.refresh_bindings()

    # -- keys

    @property
    def _picked(self) -> Account | None:
        picked = self.picks.cursor_key if self.is_mounted else None
        return self._accounts.get(picked) if isinstance(picked, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        viewer, account = self.session.viewer, self._picked
        match action:
            case "touch" | "hand_over":
                return account is not None and (viewer.is_leader or viewer.is_member(account.member_id))
            case "add":
                return viewer.role in ("leader", "seller")
            case "mine":
                return viewer.role in ("leader", "seller")
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

    def action_touch(self) -> None:
        if (account := self._picked) is not None:
            self.run_change(accounts.touch_account, self.session, account, then=self._notify_touched)

    def _notify_touched(self, account: Account) -> None:
        self.notify(f"{account.name} was touched today. u takes it back.", markup=False)

    def action_hand_over(self) -> None:
        account = self._picked
        if account is None:
            return
        others = [
            person
            for person in self._people
            if person.left_on is None and person.role != "watcher" and person.id != account.member_id
        ]
        choices = [Choice(member.id, member.name, right=member.kind or "") for member in others]

        def chosen(choice: Choice | None) -> None:
            to = next((member for member in others if choice and member.id == choice.key), None)
            if to is not None:
                ask_line(
                    self,
                    f"Why does {account.name} go to {to.name}?",
                    lambda because: accounts.hand_over(self.session, account, to, because),
                    hint="Everybody on the team can read it.",
                )

        self.app.push_screen(ChooseScreen(f"Who gets {account.name}?", choices), chosen)

    def action_add(self) -> None:
        if not self.session.viewer.is_leader:
            ask_line(
                self,
                "Which account is yours?",
                lambda name: accounts.add_account(self.session, name),
                then=self._follow,
            )
            return
        fields = [Field("name", "Account"), Field("whose", "Whose", "", "yours — or somebody else's")]

        def add(values: dict[str, str]) -> Account:
            owner = members.find_member(self.session, values["whose"]) if values["whose"].strip() else None
            return accounts.add_account(self.session, values["name"], member=owner)

        self.app.push_screen(FormScreen("A new account", fields, add), self._follow)

    def _follow(self, account: Account | None) -> None:
        if account is not None:
            self.show()
            self.picks.pick(account.id)

    def action_find(self) -> None:
        def find(words: str) -> str:
            words = "" if words.strip() == "*" else clean(words)
            if words and not accounts.list_accounts(self.session, name_part=words, limit=1):
                raise HuddleError(f"No account has “{words}” in its name.")
            return words

        ask_line(
            self,
            "Which account?",
            find,
            value=self._search,
            hint="A part of its name; * for all.",
            then=self._search_for,
        )

    def _search_for(self, words: str) -> None:
        self._search = words
        self.show()

    def action_mine(self) -> None:
        self._only_mine = not self._only_mine
        self.show()

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES)
