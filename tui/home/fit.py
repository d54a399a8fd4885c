"""How many lines each part of the home screen gets, so that the whole of it fits without scrolling."""

from __future__ import annotations

from textual.widgets import Static

from tui.home.keys import HomeKeys
from tui.widgets.fact_list import Facts
from tui.widgets.text_wrap import wrap_text

TALL_HEIGHT, SPACED_HEIGHT = 40, 48
"""Height in lines from which the lists are longer; height from which rows have empty lines between them as well."""

LOW_HEIGHT = 34
"""Height in lines below which the viewer's numbers may have to take one line each instead of two."""

TWO_COLUMN_WIDTH, COLUMN_PADDING = 76, 5
"""Width from which the screen has two columns; the columns of padding between and around them."""

FRAME_LINES = 5
"""Lines that the frame takes: the top line, two rules and two lines of keys."""

UNLIMITED_LINES = 99
"""Stands for no limit to the lines of the list of hosts."""


class HomeFit(HomeKeys):
    """The home screen's layout: how many lines each part gets."""

    @property
    def is_tall(self) -> bool:
        """Whether the terminal is high enough for the longer lists."""
        return self.size.height >= TALL_HEIGHT

    @property
    def must_fit(self) -> bool:
        """Whether the lists are cut so that all fits without scrolling: two columns, and no spare height."""
        return self.size.width >= TWO_COLUMN_WIDTH and self.size.height < SPACED_HEIGHT

    @property
    def is_low(self) -> bool:
        """Whether the terminal is so low that a number takes two lines only where there is room left."""
        return self.must_fit and self.size.height < LOW_HEIGHT

    def needs_terse_numbers(self, fact_lines: int, number_count: int) -> bool:
        """Tell whether the viewer's numbers must drop their amounts so that `facts` lines fit."""
        return self.is_low and self._column_height() - self._other_lines(2 * number_count) < fact_lines

    def lines_for_commitments(self, number_lines: int) -> int:
        """Return how many lines are left for the commitments, beside `numbers` lines of numbers; 0: no limit."""
        return max(2, self._column_height() - self._other_lines(number_lines)) if self.must_fit else 0

    def lines_for_hosts(self, number_lines: int) -> int:
        """Return how many lines are left for the hosts in the viewer's own column, where the other column is full."""
        if not self.must_fit:
            return UNLIMITED_LINES
        return self._column_height() - self._other_lines(number_lines) - self._facts_height("commitments") - 2

    def _other_lines(self, numbers: int) -> int:
        """Return the lines of the viewer's column that are not for commitments: praise, headings, `numbers`."""
        praise = self._facts_height("praise") + 2 if self.query_one("#praise-part").display else 0
        return praise + 3 + max(2, numbers)

    def lines_for_needs(self, number_lines: int) -> int:
        """Return how many lines are left for needs and signals, below `numbers` numbers of the team; 0: no limit."""
        celebration = self._facts_height("celebration") if self.query_one("#celebration").display else 0
        above = 3 + max(2, number_lines) + self._facts_height("kept") + celebration
        return max(3, self._column_height() - above) if self.must_fit else 0

    def _column_height(self) -> int:
        """Return the height of the two columns: what the frame, the next meeting and the goal leave."""
        words = str(self.query_one("#goal", Static).content)
        return self.size.height - FRAME_LINES - 2 - len(wrap_text(words, max(10, self.size.width - 2)))

    def _facts_height(self, facts: str) -> int:
        """Return how many lines the `Facts` with the id `facts` take in one of two columns."""
        width = (self.size.width - COLUMN_PADDING) // 2
        return self.query_one(f"#{facts}", Facts).get_content_height(self.size, self.size, width)
