"""An outlook can be written for a region of few economies, whatever they lack, and says nothing half."""

import re
from dataclasses import replace

import pytest

import worked
from corridor.economies import Region
from corridor.indicators import compute_region
from corridor.ledger import Ledger
from corridor.rendering.pages import Writer
from corridor.report_kinds import read_kind
from corridor.reports.context import Context
from corridor.reports.regional import regional_outlook

REGIONS = [("PRK",), ("TWN", "PRK"), ("NIU", "TUV", "COK", "ASM")]


@pytest.fixture(scope="module", params=["2023-1", "2026-1"])
def edition(request):
    """An edition and its tables."""
    return worked.edition(request.param), worked.tables(request.param)


@pytest.mark.slow
@pytest.mark.parametrize("members", REGIONS, ids="-".join)
def test_a_small_region_has_an_outlook(project, edition, members):
    read, tables = edition
    small = replace(read, region=Region("here", "Here", "", "", members), economies=members)
    values = compute_region(project, small, tables=tables)
    outlook = regional_outlook(Context(project, small, Ledger(values), worked.sources(read.id), ()))
    kind = read_kind(project, "regional_outlook")
    text = Writer(project, {}).page(kind.template, str(kind.page), outlook=outlook).text
    plain = re.sub(r"\[((?:[^\[\]]|\\.)*)\]\([^)]*\)\{[^}]*\}", r"\1", text)
    paragraphs = re.findall(r"^(?=[A-Z])(?!Sources?:)[^|]+?$", plain, flags=re.MULTILINE)
    assert len(paragraphs) > 10
    assert [p for p in paragraphs if re.search(r"\(\)| [,.;]|,\.|\bNone\b|\.\.(?!/)|^[a-z]", p)] == []
    for section in re.split(r"^## ", plain, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        assert re.search(r"^[A-Z|:-]", body.strip(), flags=re.MULTILINE), heading
    assert not re.search(r"from (\S+ %) to \1", plain)
