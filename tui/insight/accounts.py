"""The accounts screen: the owner of each customer, when it was last touched, who opened it, and hand-overs."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.widget import Widget

from core.accounts import accounts
from core.errors import HuddleError
from core.models import Account, Member, by_id
from core.team import members
from core.values.short_names import shorten_names
from core.values.text import clean
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.form import Field
from tui.widgets.pick_list import Pick
from tui.widgets.top_and_key_lines import first_that_fits

MOST = 300
"""How many accounts are listed at once; the others are found by a part of their name."""

NO_OWNER_YET = -1
"""Stands for the owner before the first row; no member has this id."""

RECENT_DAYS = {0: "today", 1: "yesterday"}

SIDE = 130
"""Screen width in columns from which an account's history is beside the list."""

OPENERS_WIDTH = 96
"""Screen width in columns from which rows say who opened the account."""


class AccountsScreen(ListDetailScreen[Account]):
    """The accounts by owner, the viewer's own first, and those untouched longest on top."""

    IS_PRIVATE = True
    CSS_PATH = "accounts.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide")]
    TABLES = frozenset({"account", "handover", "member"})
    UNDO_FAMILIES = ("account",)
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

    def __init__(self) -> None:
        super().__init__()
        self.detail = DetailPane()
        self._people: list[Member] = []
        self._names: dict[int, str] = {}
        self._search = ""
        self._only_mine = False

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "touch": Action(self._touch, self._may_change),
            "hand_over": Action(self._choose_new_owner, self._may_change),
            "add": Action(self._add, self._takes_part),
            "find": Action(self._find),
            "mine": Action(self._toggle_mine, self._takes_part),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        self._names = shorten_names(self._people)
        mine = session.me if session.viewer.member_id is not None else None
        found = accounts.list_accounts(
            session, owner=mine if self._only_mine else None, name_part=self._search, limit=MOST + 1
        )
        shown = found[:MOST]
        picks = self._account_picks(shown)
        if len(found) > MOST:
            picks.append(Pick("more", f"These are the first {MOST}. / finds the others.", heading=True))
        self.set_rows(picks, by_id(shown), empty=self._why_empty())
        self._show_frame(mine)

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

    def _account_picks(self, accounts_shown: list[Account]) -> list[Pick]:
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
            opener = self._names.get(account.opened_by, "somebody")
            opened = "opened by you" if self.session.viewer.is_member(account.opened_by) else f"opened by {opener}"
        last = account.touched_on or account.opened_on
        ago = (self.session.today - last).days if last else None
        touched = "never touched" if ago is None else RECENT_DAYS.get(ago) or f"{ago:,} days ago"
        return f"{opened}   {touched:>13}" if opened else touched

    def show_detail(self) -> None:
        account = self.selected
        self.detail.display = account is not None
        facts: list[Fact] = []
        if account is not None:
            facts = [Fact(line) for line in accounts.describe_account_history(self.session, account)]
            source = f" It came with an import of {account.source}." if account.source else ""
            facts = facts or [Fact(f"It has not changed hands.{source}", quiet=True)]
        self.detail.set_detail(account.name if account else "", facts)

    # -- actions

    def _takes_part(self) -> bool:
        return self.session.viewer.takes_part

    def _may_change(self) -> bool:
        viewer, account = self.session.viewer, self.selected
        return account is not None and (viewer.is_leader or viewer.is_member(account.member_id))

    def _touch(self) -> None:
        if (account := self.selected) is not None:
            self.run_change(accounts.touch_account, self.session, account, then=self._notify_touched)

    def _notify_touched(self, account: Account) -> None:
        self.notify(f"{account.name} was touched today. u takes it back.", markup=False)

    def _choose_new_owner(self) -> None:
        account = self.selected
        if account is None:
            return
        choices = [
            Choice(person, person.name, right=person.kind or "")
            for person in self._people
            if person.left_on is None and person.role != "watcher" and person.id != account.member_id
        ]
        self.open_dialog(
            ChooseScreen(f"Who gets {account.name}?", choices),
            lambda choice: self._hand_over(account, choice.value),
        )

    def _hand_over(self, account: Account, to: Member) -> None:
        ask_line(
            self,
            f"Why does {account.name} go to {to.name}?",
            lambda reason: accounts.hand_over(self.session, account, to, reason),
            hint="Everybody on the team can read it.",
        )

    def _add(self) -> None:
        if self.session.viewer.is_leader:
            fields = [Field("name", "Account"), Field("whose", "Whose", "", "yours — or somebody else's")]
            self.open_dialog(FormScreen("A new account", fields, self._add_for), self._follow)
        else:
            ask_line(
                self,
                "Which account is yours?",
                lambda name: accounts.add_account(self.session, name),
                then=self._follow,
            )

    def _add_for(self, values: dict[str, str]) -> Account:
        owner = members.find_member(self.session, values["whose"]) if values["whose"].strip() else None
        return accounts.add_account(self.session, values["name"], member=owner)

    def _follow(self, account: Account) -> None:
        self.follow(account.id)

    def _find(self) -> None:
        ask_line(
            self,
            "Which account?",
            self._check_search,
            value=self._search,
            hint="A part of its name; * for all.",
            then=self._search_for,
        )

    def _check_search(self, typed: str) -> str:
        """Return what to search for, empty for all. Raises `HuddleError` if no account has it in its name."""
        words = "" if typed.strip() == "*" else clean(typed)
        if words and not accounts.list_accounts(self.session, name_part=words, limit=1):
            raise HuddleError(f"No account has “{words}” in its name.")
        return words

    def _search_for(self, words: str) -> None:
        self._search = words
        self.show()

    def _toggle_mine(self) -> None:
        self._only_mine = not self._only_mine
        self.show()
