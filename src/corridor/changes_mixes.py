"""What a figure would be had only some sources been exchanged: two editions' tables, mixed on demand.

The value of a mix is computed by the indicator itself, from the tables of the older edition with those of some
sources taken from the newer one. Year and base year stay those of the older edition, so that nothing but the
exchanged tables makes a difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from corridor.editions import Edition
from corridor.indicators import Area, Indicator, IndicatorValue, Tables, defined_for, evaluate

Exchanged = frozenset[str]
Key = tuple[str, str, str, int]
_NONE: Exchanged = frozenset()


@dataclass(frozen=True)
class Side:
    """An edition as a comparison sees it.

    Attributes
    ----------
    edition : Edition
        The edition.
    tables : Tables
        Its checked tables.
    declared : mapping of str to Indicator
        The indicators as the edition defines them.
    only : tuple of str
        ISO3 codes of the economies to be compared; empty for all of them and the region.
    """

    edition: Edition
    tables: Tables
    declared: Mapping[str, Indicator] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.declared:
            object.__setattr__(self, "declared", defined_for(self.edition))

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The region, its economies, and economies outside it that have a brief."""
        region, briefs = self.edition.region, self.edition.economies
        codes = self.only or dict.fromkeys((*region.members, *briefs))
        economies = (Area.economy(code, region.members) for code in codes)
        return (*economies,) if self.only else (Area.of_region(region.id, region.members), *economies)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Sources at hand, sorted; the population also weighs what a region lacks."""
        named = {source for indicator in self.declared.values() for source in indicator.sources}
        return tuple(sorted(source for source in named | {"population"} if source in self.tables))

    def values(self, indicator: Indicator, tables: Tables) -> dict[Key, IndicatorValue]:
        """Values of an indicator for all areas; a corridor that two areas share comes once."""
        found = (value for area in self.areas for value in evaluate([indicator], area, tables))
        return {value.key: value for value in found}


class Mixes:
    """Values of two editions and of everything between them, each computed once.

    Parameters
    ----------
    old, new : Side
        The older and the newer edition.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self._tables: dict[Exchanged, Tables] = {}
        self._values: dict[tuple[str, Exchanged, bool], dict[Key, IndicatorValue]] = {}

    def changed(self, indicator_id: str) -> tuple[str, ...]:
        """Sources of an indicator whose table is another in the newer edition, sorted."""
        used = self.new.declared[indicator_id].sources
        return tuple(sorted(source for source in used if self._differs(source)))

    def redefined(self, indicator_id: str) -> bool:
        """Whether the indicator, or the region that it is measured within, is another in the newer edition."""
        one, other = self.old.declared[indicator_id], self.new.declared[indicator_id]
        before, now = self.old.edition.region, self.new.edition.region
        return one.version != other.version or set(before.members) != set(now.members)

    def older(self) -> Iterator[IndicatorValue]:
        """All values of the older edition."""
        for indicator_id in self.old.declared:
            yield from self._of(indicator_id, _NONE, redefined=False).values()

    def newer(self) -> Iterator[IndicatorValue]:
        """All values of the newer edition."""
        for indicator in self.new.declared.values():
            yield from self.new.values(indicator, self.new.tables).values()

    def value(self, key: Key, exchanged: Exchanged) -> IndicatorValue | None:
        """Return a value of the older edition as it is with some tables exchanged, by the newer definition.

        Parameters
        ----------
        key : (str, str, str, int)
            Economy, indicator, counterpart, year.
        exchanged : frozenset of str
            Sources whose tables are those of the newer edition.

        Returns
        -------
        IndicatorValue or None
            Its `edition` says what was exchanged; None where the mix has no such value.
        """
        redefined = self.redefined(key[1])
        found = self._of(key[1], exchanged, redefined=redefined).get(key)
        if found is None or found.value is None:
            return None
        return replace(found, edition=self._name(exchanged, redefined=redefined))

    def _of(self, indicator_id: str, exchanged: Exchanged, *, redefined: bool) -> dict[Key, IndicatorValue]:
        place = (indicator_id, exchanged, redefined)
        if place not in self._values:
            side = self.new if redefined else self.old
            complete = bool(exchanged) and exchanged.issuperset(self.changed(indicator_id))
            tables = self._mixed(frozenset(self.new.sources) if complete else exchanged)
            self._values[place] = side.values(side.declared[indicator_id], tables)
        return self._values[place]

    def _mixed(self, exchanged: Exchanged) -> Tables:
        """Mix the tables. Once all of an indicator's own sources are exchanged, so is the population.

        A region weighs those of its economies that have no figure by their population, whatever else an
        indicator rests on. The last step must lead to the newer edition's tables, and to nothing else.
        """
        wanted = frozenset(source for source in exchanged if self._differs(source))
        if wanted not in self._tables:
            held = {s: self.old.tables[s] for s in self.old.sources}
            held |= {s: self.new.tables[s] for s in wanted}
            base = self.old.tables.base_year
            self._tables[wanted] = (
                Tables(held, self.new.tables.names, base_year=base) if wanted else self.old.tables
            )
        return self._tables[wanted]

    def _differs(self, source: str) -> bool:
        if source not in self.new.tables:
            return False
        if source not in self.old.tables:
            return True
        one, other = self.old.tables[source], self.new.tables[source]
        return (one.vintage_id, one.sha256) != (other.vintage_id, other.sha256)

    def _name(self, exchanged: Exchanged, *, redefined: bool) -> str:
        """Name of a mix: the older edition and, in brackets, what is exchanged."""
        swapped = [f"{s}={self.new.tables[s].vintage_id}" for s in sorted(exchanged)]
        if redefined:
            swapped.insert(0, f"method={self.new.edition.id}")
        return f"{self.old.edition.id}[{','.join(swapped)}]" if swapped else self.old.edition.id


def averaged(players: Sequence[str], worth: Callable[[Exchanged], float]) -> dict[str, float]:
    """Share a difference among those who made it: the effect of each, averaged over all orders of joining.

    Parameters
    ----------
    players : sequence of str
        Who can join.
    worth : callable
        The worth of those who have joined.

    Returns
    -------
    dict of str to float
        By player. They add up to the worth of all less the worth of none, and a player's share does not depend
        on the order in which they are named (the Shapley value).
    """
    count = len(players)
    shares = {}
    for player in sorted(players):
        others = sorted(set(players) - {player})
        terms = []
        for size in range(count):
            weight = 1 / (count * math.comb(count - 1, size))
            for group in combinations(others, size):
                before = frozenset(group)
                terms.append(weight * (worth(before | {player}) - worth(before)))
        shares[player] = math.fsum(terms)
    return shares
