"""Economies and regions alike: an area has members, and a value is computed from those that have a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.indicators.base.figures import Codes, Selection
from corridor.indicators.base.wishes import joined
from corridor.language import noted, plural, worded

if TYPE_CHECKING:
    from corridor.indicators.base.tables import Tables

# A region's value is missing where members without a figure hold more than one in this many of its people.
_ONE_IN = 20
_NOBODY = noted("No economy of the region has all the figures that the value needs.")


@dataclass(frozen=True)
class Area:
    """An economy or a region.

    Attributes
    ----------
    id : str
        ISO3 code, or a region's identifier.
    members : tuple of str
        ISO3 codes; an economy is its own and only member.
    region : tuple of str
        Members of the region that "intra-regional" means; a region's own members.
    """

    id: str
    members: Codes
    region: Codes

    @classmethod
    def economy(cls, iso3: str, region: Codes) -> Area:
        """Make the area of an economy, seen from a region."""
        return cls(iso3, (iso3,), region)

    @classmethod
    def of_region(cls, region_id: str, members: Codes) -> Area:
        """Make the area of a region."""
        return cls(region_id, members, members)

    @property
    def scope(self) -> str:
        """`economy` or `region`."""
        return "economy" if self.members == (self.id,) else "region"

    def covered(self, tables: Tables, year: int, *needs: Selection) -> Covered:
        """Find the members that have every figure a value needs.

        Parameters
        ----------
        tables : Tables
            Tables, for the weight of members without a figure.
        year : int
            Year that the value stands for.
        *needs : Selection
            Rows about the members, made by `TableView.of`; a member is covered if each has a row about it.

        Returns
        -------
        Covered
            With a reason where there can be no value: nobody is covered, or the others hold over 5 % of
            the people.
        """
        present = [need.about for need in needs]
        members = tuple(code for code in self.members if all(code in found for found in present))
        if self.scope == "economy" or len(members) == len(self.members):
            return Covered(self, year, self.members)
        without = tuple(code for code in self.members if code not in members)
        if not members:
            reasons = [need.view.absence(need) for need in needs if not need.rows.size]
            return Covered(self, year, self.members, without, reasons[0] if reasons else worded(_NOBODY))
        lacking = [need for need, found in zip(needs, present, strict=True) if not found.issuperset(without)]
        titles = joined(dict.fromkeys(need.view.title for need in lacking))
        return Covered(self, year, members, without, _too_much_missing(self, tables, year, without, titles))


@dataclass(frozen=True)
class Covered:
    """The part of an area that has the figures for a year's value.

    Attributes
    ----------
    area : Area
        The economy or region.
    year : int
        Year that the value stands for.
    members : tuple of str
        Members that have every figure; all members where none has, so that a selection of them says what
        is missing.
    without : tuple of str
        Members of a region that lack a figure.
    reason : str
        Why there can be no value, or empty.
    """

    area: Area
    year: int
    members: Codes
    without: Codes = ()
    reason: str = ""


def _too_much_missing(area: Area, tables: Tables, year: int, without: Codes, titles: str) -> str:
    names = joined([tables.names.get(code, code) for code in without])
    names = names[:1].upper() + names[1:]
    said: dict[str, str] = {"names": names, "titles": titles}
    everyone, missing = _people(tables, area.members, year), _people(tables, without, year)
    if everyone is None:
        return plural(
            "{names} has no figures in {titles}, and how many people that leaves out is not known.",
            "{names} have no figures in {titles}, and how many people that leaves out is not known.",
            len(without),
            **said,
        )
    if missing is not None and missing * _ONE_IN > everyone:
        return plural(
            "{names}, which holds more than a twentieth of the region's people, has no figures in {titles}.",
            "{names}, which hold more than a twentieth of the region's people, have no figures in {titles}.",
            len(without),
            **said,
        )
    return ""


def _people(tables: Tables, codes: Codes, year: int) -> float | None:
    """Add up people in thousands; an economy without a population figure cannot be weighed."""
    if "population" not in tables:
        return None
    return tables["population"].where(iso3=codes, year=year, age_group="total").sum().value
