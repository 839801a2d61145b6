"""Printed reports keep to their length: a country brief to two to four pages."""

import pytest
from pypdf import PdfReader
from test_build import EDITIONS, NINE


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("iso3", NINE)
def test_a_brief_takes_two_to_four_pages(site, edition, iso3):
    pages = PdfReader(site / "editions" / edition / "briefs" / iso3 / "brief.pdf").pages
    assert 2 <= len(pages) <= 4
