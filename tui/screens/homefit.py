"""How much room home has: what needs somebody is not to be scrolled for."""

from __future__ import annotations

from textual.widgets import Static

from tui.screens.homekeys import HomeKeys
from tui.widgets.facts import Facts
from tui.widgets.wrap import wrapped

TALL, AIRY = 40, 48
"""Lines from which on more stands here; from which on rows have air between them as well."""

LOW = 34
"""Lines below which a number of one's own takes one line, however narrow it is."""

TWO, BETWEEN = 76, 5
"""Columns from which on there are two beside each other; the cells that neither of them has."""

FRAME = 5
"""Lines of the screen's own: where and when, a rule, a rule, and two of keys."""


HOSTS_LINES = 99
"""Lines for those who host when where it may be any number."""


class FittedHome(HomeKeys):
    """Measures before it shows."""

    @property
    def is_tall(self) -> bool:
        """Whether there is room for more of everything."""
        return self.size.height >= TALL

    @property
    def is_fitted(self) -> bool:
        """Whether all has to stand there without scrolling."""
        return self.size.width >= TWO and self.size.height < AIRY

    @property
    def is_low(self) -> bool:
        """Whether there is no room for two lines where one will do."""
        return self.is_fitted and self.size.height < LOW

    def is_tight(self, facts: int, numbers: int) -> bool:
        """Whether one's own numbers make way with their amounts, so that so many other lines of one's own fit."""
        return self.is_low and self._lines() - self._beside(2 * numbers) < facts

    def lines_for_commitments(self, numbers: int) -> int:
        """Lines beside praise, so many lines of numbers, and the headings; 0 where it may be any number."""
        return max(2, self._lines() - self._beside(numbers)) if self.is_fitted else 0

    def lines_for_hosts(self, numbers: int) -> int:
        """Lines that are left in one's own column, in which the hosts stand where the other is full."""
        if not self.is_fitted:
            return HOSTS_LINES
        return self._lines() - self._beside(numbers) - self._height("commitments") - 2

    def _beside(self, numbers: int) -> int:
        praise = self._height("praise") + 2 if self.query_one("#praise-part").display else 0
        return praise + 3 + max(2, numbers)

    def lines_for_needs(self, numbers: int) -> int:
        """Lines below how the team stands, in so many numbers; 0 where it may be any number."""
        celebration = self._height("celebration") if self.query_one("#celebration").display else 0
        above = 3 + max(2, numbers) + self._height("kept") + celebration
        return max(3, self._lines() - above) if self.is_fitted else 0

    def _lines(self) -> int:
        """Lines that each of the two columns has, below what is next and the goal."""
        words = str(self.query_one("#goal", Static).content)
        return self.size.height - FRAME - 2 - len(wrapped(words, max(10, self.size.width - 2)))

    def _height(self, facts: str) -> int:
        """Lines that these facts take in one of two columns."""
        width = (self.size.width - BETWEEN) // 2
        return self.query_one(f"#{facts}", Facts).get_content_height(self.size, self.size, width)
