"""All events of one UID: when they keep their owner busy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .events import Event, State, Window
from .limits import Budget
from .series import Interval, Series


def busy_intervals(
    events: Sequence[Event], *, window: Window, budget: Budget, ignored: Counter[str]
) -> list[Interval]:
    """When the events of one UID keep their owner busy within the window, in no order.

    The highest SEQUENCE is valid; events that share it all count, for some programs give one UID
    to many events. Raises Defect.
    """
    masters = newest([event for event in events if event.changes is None], ignored)
    changes = newest_of_each([event for event in events if event.changes is not None], ignored)
    turns_over = any(change.changes_all_later_ones for change in changes)
    found: list[Interval] = []
    deleted: set[int] = set()
    for master in masters:
        if master.stands_alone and not changes:
            found += _own_interval(master, ignored)
        elif master.state is State.BUSY or (turns_over and master.state is not State.WITHOUT_TIME):
            series = Series(master, changes, window, budget)
            found += [interval for _start, interval in series.occurrences()]
            deleted |= {id(change) for change in changes if series.has_deleted(change)}
        else:
            ignored[master.state] += 1
    for change in changes:
        found += _own_interval(change, ignored) if id(change) not in deleted else ()
    is_any_busy = any(event.state is State.BUSY for event in (*masters, *changes))
    return _within(found, window, ignored) if is_any_busy else found


def _own_interval(event: Event, ignored: Counter[str]) -> Iterator[Interval]:
    if event.state is State.BUSY:
        start, length = event.timing()
        yield Interval(start.utc(), length.end(start.local, start.zone))
    else:
        ignored[event.state] += 1


def _within(found: list[Interval], window: Window, ignored: Counter[str]) -> list[Interval]:
    inside = [each for each in found if each.start < each.end and window.meets(*each)]
    if not inside:
        is_empty = bool(found) and all(each.start >= each.end for each in found)
        ignored[State.ZERO_LENGTH if is_empty else State.OUTSIDE] += 1
    return inside


def newest(events: list[Event], ignored: Counter[str]) -> list[Event]:
    newest = max((event.sequence for event in events), default=0)
    valid = [event for event in events if event.sequence == newest]
    ignored[State.REPLACED] += len(events) - len(valid)
    return valid


def newest_of_each(changes: list[Event], ignored: Counter[str]) -> list[Event]:
    by_occurrence: dict[object, list[Event]] = {}
    for change in changes:
        line = change.changes
        by_occurrence.setdefault(line and line[2:], []).append(change)
    return [event for same in by_occurrence.values() for event in newest(same, ignored)]
