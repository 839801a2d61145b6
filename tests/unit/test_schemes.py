"""Mobility schemes, levers of policy, and where economies stand towards the convention on migrant workers."""

from types import SimpleNamespace

import pytest
from register_samples import copied, spoilt

from corridor.economies import all_economies
from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorSet, IndicatorValue, Input
from corridor.ledger import Ledger
from corridor.reports.context import Context
from corridor.schemes import (
    FILE,
    STATUS,
    convention,
    levers,
    read_schemes,
    schemes_elsewhere,
    schemes_for,
)
from corridor.sources import read_source

ROWS = (Input("treaties", "untc2022", "0" * 64, ("iso3=PHL, treaty=ICRMW",), 1),)


def status(economy: str, value: float | None, reason: str = "") -> IndicatorValue:
    kind = "missing" if value is None else "observed"
    return IndicatorValue(economy, STATUS, "", 2022, value, "category", kind, reason, ROWS)


@pytest.fixture
def context(project):
    """A context that knows the status of four economies."""
    values = [
        status("PHL", 2.0),
        status("KHM", 1.0),
        status("JPN", 0.0),
        status("HKG", None, "No row for Hong Kong SAR."),
    ]
    held = IndicatorSet.from_values(values, edition="2026-1", subject="x", base_year=2024)
    edition = read_edition(project, "2026-1")
    sources = {source: read_source(project, source) for source in edition.vintages}
    return Context(project, edition, Ledger(held), sources, ())


def test_the_register_names_the_schemes_of_the_literature(project):
    schemes, named = read_schemes(project)
    assert [(one.name, one.operator.iso3) for one in schemes] == [
        ("Employment Permit System", "KOR"),
        ("Recognised Seasonal Employer scheme", "NZL"),
        ("Pacific labour scheme", "AUS"),
    ]
    assert all(one.references for one in schemes)
    assert [one.id for one in named] == ["skills-recognition", "entrepreneurs", "students", "tourism"]


def test_a_brief_tells_the_schemes_of_its_economy(project):
    context = SimpleNamespace(project=project)
    assert [one.id for one in schemes_for(context, ["KOR"])] == ["employment-permit-system"]
    assert schemes_for(context, ["JPN"]) == ()
    assert [one.operator.iso3 for one in schemes_elsewhere(context, ["KOR", "JPN"])] == ["NZL", "AUS"]
    assert len(levers(context)) == 4


def test_the_conventions_status_is_grouped(context):
    found = convention(context, ["PHL", "KHM", "JPN", "HKG"])
    assert found.year == 2022
    groups = (found.parties, found.signatories, found.without_action)
    assert [[one.iso3 for one in group.economies] for group in groups] == [["PHL"], ["KHM"], ["JPN"]]
    assert [group.figure.text for group in groups] == ["state party", "signatory", "no action"]
    assert [one.iso3 for one in found.unlisted] == ["HKG"]
    assert found.standings[-1].reason == "No row for Hong Kong SAR."


def test_a_groups_figure_rests_on_the_row_of_each(context):
    found = convention(context, ["PHL", "JPN"])
    assert found.signatories is None
    assert found.without_action.figure.id == "JPN/icrmw_status/2022"
    assert found.without_action.figure.formula == "icrmw_status of each"


def test_without_the_source_nothing_is_said(context):
    assert convention(context, ["TUV"]) is None


def test_every_operator_is_an_economy_of_the_code_list(project):
    known = all_economies(project)
    assert all(known[one.operator.iso3].kind == "economy" for one in read_schemes(project)[0])


@pytest.mark.parametrize(
    ("old", "new", "problem", "found"),
    [
        ("operator: KOR", "operator: KOREA", "unknown economy: KOREA", "KOREA"),
        ("[world-bank-eps-2018]", "[world-bank]", "unknown reference: world-bank", "world-bank"),
        ("references: [world-bank-eps-2018]", "references: []", "without a source", "none"),
        ("concerns: temporary", "concerns: 500 temporary", "number in a text", "500 temporary"),
        ("    concerns: temporary", "    since: x\n    concerns: temporary", "unknown key: since", "since"),
        ("reference: labor-mobility-nea", "reference: labour", "unknown reference: labour", "labour"),
        ("id: pacific-labour-scheme", "id: employment-permit-system", "two entries", "employment-permit"),
        ("name: Employment Permit System", "name: 7", "wrong value for name", "7"),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path, old, new, problem, found):
    copy = copied(tmp_path / "project")
    line = spoilt(copy, FILE, old, new)
    with pytest.raises(ConfigurationError, match=problem) as refused:
        read_schemes(copy)
    assert refused.value.where == f"definitions/{FILE}, line {line}"
    assert found in refused.value.found
    assert refused.value.expected
