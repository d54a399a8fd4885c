"""The ids that keys had before one action had one id: settings that name them still hold."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from core.settings.settings import KEYS, LoadedSettings

_OLD_IDS = {
    "back": "accounts.back follow_through.back measures.back page.back signals.back swot.back training.back",
    "cancel": "ask.back choose.back commitform.back form.back rating.back sure.no targetform.back",
    "cards.reveal": "collect.reveal trends.reveal wall.reveal",
    "commitments.add": "home.add me.commit",
    "commitments.keep": "me.keep",
    "commitments.miss": "me.miss",
    "commitments.reword": "commit.reword",
    "entry.correct": "me.correct",
    "entry.log": "me.log",
    "form.before": "commitform.before",
    "form.next": "commitform.next",
    "hurdles.say": "hurdles-open.name",
    "hurdles.settle": "hurdles-open.settle",
    "line.many": "capture.many",
    "line.take_back": "capture.take_back",
    "meeting.minutes": "close.minutes",
    "metric.back": "board.metric_back plan.metric_back",
    "metric.choose": "board.choose plan.choose",
    "metric.next": "board.metric numbers.metric plan.metric",
    "period.after": "board.after plan.after",
    "period.before": "board.before plan.before",
    "period.longer": "board.longer plan.longer",
    "period.shorter": "board.shorter plan.shorter",
    "person.feedback": "talk.feedback team.feedback",
    "person.open": "signals.page team.page",
    "person.profile": "signals.profile talk.page talks.page team.profile",
    "person.reviews": "page.review signals.reviews talks.reviews team.review",
    "person.steps": "talks.ladder team.ladder",
    "undo": (
        "accounts.undo board.undo collect.undo commit.undo commitments.undo feedback.undo goals.undo home.undo "
        "hurdles-open.undo hurdles.undo me.undo measures.undo plan.undo review.undo reviews.undo swot.undo talk.undo "
        "talks.undo team.undo training.undo trends.undo wins.undo"
    ),
}
"""The ids of before, separated by spaces, by the id of today."""

CURRENT_IDS = {old: current for current, ids in _OLD_IDS.items() for old in ids.split()}
"""The id of today, by each id of before."""


def with_current_ids(loaded: LoadedSettings) -> LoadedSettings:
    """Return the settings with the ids of today. Where a key is named by both, the id of today holds."""
    keys = loaded.settings.keys
    if not keys.keys() & CURRENT_IDS.keys():
        return loaded
    current: dict[str, str] = {}
    lines = dict(loaded.lines)
    for key_id in sorted(keys, key=lambda key_id: key_id not in CURRENT_IDS):  # old ones first
        current[CURRENT_IDS.get(key_id, key_id)] = keys[key_id]
        if key_id in CURRENT_IDS and (line := lines.get(f"{KEYS}.{key_id}")):
            lines.setdefault(f"{KEYS}.{CURRENT_IDS[key_id]}", line)
    settings = replace(loaded.settings, keys=MappingProxyType(current))
    return replace(loaded, settings=settings, lines=MappingProxyType(lines))
