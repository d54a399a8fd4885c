"""The accounts screen: the owner of each customer, the last contact, who opened it, and changes of owner."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from core.accounts import accounts
from core.errors import HuddleError
from core.models import Account, Member, by_id
from core.team import members
from core.values.short_names import shorten_names
from core.values.text import clean
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.shell.undo import with_undo_hint
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

OPENERS_WIDTH = 96
"""Screen width in columns from which rows say who opened the account."""


class AccountsScreen(ListDetailScreen[Account]):
    """The accounts by owner, the viewer's own first, and those without contact for longest on top."""

    IS_PRIVATE = True
    CSS_PATH = "accounts.tcss"
    TABLES = frozenset({"account", "handover", "member"})
    UNDO_FAMILIES = ("account",)
    WHY = (
        "Every customer has one owner. "
        "Ownership changes only by a handover with a reason everyone can read. "
        "Accounts without contact for longest come first."
    )
    BINDINGS = [
        keymap.ADD.bind("add", "Add account", id="accounts.add", tooltip="Add an account"),
        keymap.YES.bind(
            "touch", "Contacted today", id="accounts.touch", tooltip="Log contact with this customer today"
        ),
        keymap.MOVE.bind(
            "hand_over", "Move to", id="accounts.hand_over", tooltip="Move this account to another owner, with a reason"
        ),
        keymap.FIND.bind("find", "Find", id="accounts.find", tooltip="Find accounts by a part of their name"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        keymap.option("mine", "Only mine", id="accounts.mine", tooltip="Show only your accounts, or all"),
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
            "mine": Action(self._toggle_mine, self._takes_part, lambda: "on" if self._only_mine else "off"),
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
            picks.append(
                Pick(
                    "more", f"Showing the first {MOST}. Press {self._key(keymap.FIND, 'find')} to search.", heading=True
                )
            )
        self.set_rows(picks, by_id(shown), empty=self._why_empty())
        self._show_frame(mine)

    def _show_frame(self, mine: Member | None) -> None:
        session = self.session
        words = f" · with “{self._search}”" if self._search else ""
        self.top_line.left = f"Accounts{' · only mine' if self._only_mine else ''}{words}"
        own = accounts.count_accounts(session, owner=mine) if mine else 0
        total = accounts.count_accounts(session)
        totals = (f"{own:,} of {total:,} are yours", f"{total:,}")
        self.top_line.right = first_that_fits(totals, self.size.width // 2 - 1)

    def _why_empty(self) -> str:
        if self._search:
            find = self._key(keymap.FIND, "find")
            return f"No account matches “{self._search}”. Press {find} to change the search."
        if not self._takes_part():
            return "No accounts yet."
        add = f"Press {self._key(keymap.ADD, 'add')} to add one"
        if self._only_mine:
            return f"You have no accounts yet. {add}."
        return f"No accounts yet. {add}, or import deals with a customer column."

    def _key(self, verb: keymap.Verb, name: str) -> str:
        return self.app.key_label(verb, f"accounts.{name}")

    def _account_picks(self, accounts_shown: list[Account]) -> list[Pick]:
        picks: list[Pick] = []
        names = {member.id: member.name for member in self._people}
        owner_id: int | None = NO_OWNER_YET
        for account in accounts_shown:
            if account.member_id != owner_id:
                owner_id = account.member_id
                if self.session.viewer.is_member(owner_id):
                    heading = "Your accounts"
                else:
                    heading = f"{names[owner_id]}'s" if owner_id in names else "No owner yet"
                picks.append(Pick(("owner", owner_id), heading, heading=True))
            picks.append(Pick(account.id, account.name, right=self._right(account)))
        return picks

    def _right(self, account: Account) -> str:
        opened = ""
        if self.size.width >= OPENERS_WIDTH and account.opened_by is not None:
            opener = self._names.get(account.opened_by, "someone")
            opened = "opened by you" if self.session.viewer.is_member(account.opened_by) else f"opened by {opener}"
        last = account.touched_on or account.opened_on
        ago = (self.session.today - last).days if last else None
        touched = "no contact yet" if ago is None else RECENT_DAYS.get(ago) or f"{ago:,} days ago"
        return f"{opened}   {touched:>13}" if opened else touched

    def show_detail(self) -> None:
        account = self.selected
        self.detail.display = account is not None
        facts: list[Fact] = []
        if account is not None:
            facts = [Fact(line) for line in accounts.describe_account_history(self.session, account)]
            source = f" Imported from {account.source}." if account.source else ""
            facts = facts or [Fact(f"No change of owner yet.{source}", quiet=True)]
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
        self.notify(with_undo_hint(self, f"Contact with {account.name} logged."), markup=False)

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
            ChooseScreen(f"Who should own {account.name}?", choices),
            lambda choice: self._hand_over(account, choice.value),
        )

    def _hand_over(self, account: Account, to: Member) -> None:
        ask_line(
            self,
            f"Why are you giving {account.name} to {to.name}?",
            lambda reason: accounts.hand_over(self.session, account, to, reason),
            hint="Everyone on the team can read this.",
            verb="Move",
        )

    def _add(self) -> None:
        if self.session.viewer.is_leader:
            fields = [
                Field("name", "Name", "", "e.g. Kessler GmbH"),
                Field("whose", "Owner", "", "you, or a member's name"),
            ]
            self.open_dialog(FormScreen("Add account", fields, self._add_for, verb="Add"), self._follow)
        else:
            ask_line(
                self,
                "What is the name of your account?",
                lambda name: accounts.add_account(self.session, name),
                verb="Add",
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
            "Which accounts do you want to find?",
            self._check_search,
            value=self._search,
            hint="Type a part of the name, or * for all.",
            verb="Find",
            then=self._search_for,
        )

    def _check_search(self, typed: str) -> str:
        """Return what to search for, empty for all. Raises `HuddleError` if no account has it in its name."""
        words = "" if typed.strip() == "*" else clean(typed)
        if words and not accounts.list_accounts(self.session, name_part=words, limit=1):
            raise HuddleError(f"No account matches “{words}”. Type less, or * for all.")
        return words

    def _search_for(self, words: str) -> None:
        self._search = words
        self.show()

    def _toggle_mine(self) -> None:
        self._only_mine = not self._only_mine
        self.show()
