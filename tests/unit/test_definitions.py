"""A definition that changed: older editions keep the one they were made with, and the change counts as method."""

from dataclasses import replace

import pytest

import worked
from corridor import editions
from corridor.changes import compare
from corridor.changes_mixes import Side
from corridor.errors import ConfigurationError
from corridor.indicators import (
    IndicatorSet,
    compute_economy,
    defined_for,
    definition,
    in_order,
    registry,
)
from corridor.indicators.base import registry as place
from corridor.indicators.base.registry import refuse_incomplete
from corridor.ledger import figure_of
from corridor.page_ledger import PageLedger
from corridor.sources import read_source
from corridor.traces import trace_of

NAME = "immigrant_share"
FIRST = registry()[NAME]


def per_thousand(area, tables):
    """The share as it might be defined anew: ten times as large."""
    for value in FIRST.compute(area, tables):
        yield value if value.value is None else replace(value, value=10 * value.value)


SECOND = replace(FIRST, version=2, compute=per_thousand, formula="a new formula", earlier=(FIRST,))


@pytest.fixture
def changed(monkeypatch):
    """The definition has changed."""
    known = {**registry(), NAME: SECOND}
    monkeypatch.setattr(place, "registry", lambda: known)
    return known


@pytest.fixture(scope="module")
def edition():
    return worked.edition("2023-1")


@pytest.fixture(scope="module")
def tables():
    return worked.tables("2023-1")


@pytest.fixture
def kept(edition):
    """The edition as its file would pin the older definition."""
    return replace(edition, definitions={NAME: 1})


def japan(project, edition, tables):
    return compute_economy(project, edition, "JPN", tables=tables).get("JPN", NAME, 2020)


def test_an_edition_has_the_newest_definitions_unless_it_names_others(changed, edition, kept):
    assert defined_for(edition)[NAME] is SECOND
    assert defined_for(kept)[NAME] is FIRST
    assert {n for n, one in defined_for(kept).items() if one is not changed[n]} == {NAME}
    assert FIRST in in_order(kept)
    assert SECOND in in_order()


def test_an_older_edition_is_computed_as_it_was(changed, project, edition, kept, tables):
    old, new = japan(project, kept, tables), japan(project, edition, tables)
    assert new.value == 10 * old.value
    assert (old.version, new.version) == (1, 2)
    assert (definition(old), definition(new)) == (FIRST, SECOND)


def test_figures_records_and_traces_tell_the_definition_they_were_made_by(changed, project, kept, tables):
    value = japan(project, kept, tables)
    figure = figure_of(value)
    assert figure.formula == FIRST.formula
    assert not figure.derived
    ledger = PageLedger({})
    ledger.note(figure)
    assert (ledger.records()[0]["version"], ledger.indicators()) == (1, (FIRST,))
    values = IndicatorSet.from_values([value], edition="2023-1", subject="JPN", base_year=2020)
    sources = {source: read_source(project, source) for source in kept.vintages}
    assert trace_of(values, in_order(kept), sources)["indicators"][NAME]["version"] == 1


def test_a_version_goes_through_the_file_of_a_set(changed, project, edition, kept, tables, tmp_path):
    for chosen in (edition, kept):
        whole = compute_economy(project, chosen, "JPN", tables=tables)
        whole.write(tmp_path / "set.json")
        assert IndicatorSet.read(tmp_path / "set.json") == whole


def test_the_change_is_method_and_nothing_else(changed, edition, kept, tables):
    newer = replace(edition, id="2023-2")
    found = compare(Side(kept, tables), Side(newer, tables)).get("JPN", NAME)
    assert found.parts.method == pytest.approx(9 * found.old.value)
    assert (found.parts.new_period, found.parts.revised) == (0, 0)
    assert found.old.version == 1
    assert found.start.id == "JPN/immigrant_share/2020@2023-1[method=2023-2]"


def test_the_file_of_an_edition_names_versions(project, tmp_path, monkeypatch):
    text = (project.reports / "editions" / "2023-1.yml").read_text(encoding="utf-8")
    path = tmp_path / "2023-1.yml"
    path.write_text(f"{text}definitions:\n  {NAME}: 1\n", encoding="utf-8")
    assert editions._edition_from(project, path).definitions == {NAME: 1}
    for wrong in ("immigrant_share: 0", "immigrant_share: newest", "immigrant_share: true"):
        path.write_text(f"{text}definitions:\n  {wrong}\n", encoding="utf-8")
        with pytest.raises(ConfigurationError, match="wrong value") as refused:
            editions._edition_from(project, path)
        assert refused.value.where.endswith("key definitions, immigrant_share")
    path.write_text(f"{text}definitions: [immigrant_share]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="wrong value"):
        editions._edition_from(project, path)


@pytest.mark.parametrize(
    ("definitions", "expected"),
    [({NAME: 3}, "version 1, 2"), ({"immigrant_shares": 1}, "corridor_change")],
)
def test_a_definition_that_there_is_not_is_refused(changed, edition, definitions, expected):
    with pytest.raises(ConfigurationError, match="names a definition that there is not") as refused:
        defined_for(replace(edition, definitions=definitions))
    assert expected in refused.value.expected
    assert refused.value.where == "reports/editions/2023-1.yml, key definitions"


@pytest.mark.parametrize(
    "earlier",
    [
        (replace(FIRST, version=2),),
        (FIRST, FIRST),
        (replace(FIRST, unit="persons"),),
        (replace(FIRST, id="emigrant_ratio"),),
    ],
)
def test_earlier_definitions_are_of_the_same_and_of_lower_versions(earlier):
    with pytest.raises(ConfigurationError, match="no complete declaration"):
        refuse_incomplete(replace(SECOND, earlier=earlier), NAME)
    assert refuse_incomplete(SECOND, NAME) is SECOND
