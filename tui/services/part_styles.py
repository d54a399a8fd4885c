"""Styles the parts of a widget, such as the cursor of a list, only when something has changed that their rules ask for.

Textual styles all parts of a widget, its component classes, whenever it styles the widget: at each change of a class or
of the focus above it. That took a seventh of the time until a screen was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet, SelectorType
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules for the parts of a widget ask of the widget and of those above it."""

    classes: frozenset[str]
    pseudo_classes: tuple[str, ...]

    @classmethod
    def by(cls, rules: Iterable[RuleSet]) -> Asked:
        """Return what these rules ask."""
        found = list(rules)
        selectors = [selector for rule in found for each in rule.selector_set for selector in each.selectors]
        return cls(
            # With the class that no universal selector matches.
            frozenset({"-textual-system", *(each.name for each in selectors if each.type is SelectorType.CLASS)}),
            tuple(sorted(set().union(*(rule.pseudo_classes for rule in found)))),
        )

    def answer(self, node: DOMNode) -> tuple[Any, ...]:
        """Return all that may change about this widget, screen or app, and that the rules can find out."""
        checks: Any = node._PSEUDO_CLASSES
        return (
            type(node),
            self.classes.intersection(node._classes),
            tuple(name for name in self.pseudo_classes if name in checks and checks[name](node)),
        )


class PartStyles(Stylesheet):
    """A style sheet that remembers for which answers it has styled the parts of each widget."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._asked_rules: list[RuleSet] = []
        self._asked: dict[type[DOMNode], Asked] = {}
        """What `_asked_rules` ask for the parts of each class of widgets."""
        self._styled: WeakKeyDictionary[DOMNode, list[tuple[Any, ...]]] = WeakKeyDictionary()

    def _process_component_classes(self, node: DOMNode) -> None:
        parts = node._get_component_classes()
        if not parts:
            return
        if self.rules is not self._asked_rules:  # they were read anew, as for another theme
            self._asked_rules = self.rules
            self._asked.clear()
            self._styled.clear()
        asked = self._asked.get(type(node))
        if asked is None:
            asked = self._asked[type(node)] = Asked.by(self._rules_for(parts))
        answers = [asked.answer(each) for each in node.css_path_nodes]
        if node._component_styles and self._styled.get(node) == answers:
            return
        super()._process_component_classes(node)
        self._styled[node] = answers

    def _rules_for(self, parts: Iterable[str]) -> list[RuleSet]:
        names = set[str]().union(*(DOMNode(classes=part)._selector_names for part in parts))
        return [rule for name in names for rule in self.rules_map.get(name, ())]
