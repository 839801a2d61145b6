"""The volume is bound from the reports' own sources, each with labels of its own."""

import pytest

from corridor.errors import RenderingError
from corridor.rendering.volume import _parted

SOURCE = """#let ink = 1

#show: doc => article(
  title: [Japan],
  doc,
)
#attached("/figures.csv", read("/briefs/jpn/figures.csv"))
= Money <sec-money>
See #link(<ref-wdi>)[World Bank], #ref(<fig-a>, supplement: [Figure]) and 1 \\< 2.
#block[ ] <refs>
"""


def test_labels_and_attachments_of_a_report_get_its_name():
    design, call, body = _parted(SOURCE, "briefs/jpn")
    assert design == "#let ink = 1\n\n"
    assert call.strip() == "title: [Japan],"
    assert "<briefs-jpn--sec-money>" in body
    assert "#link(<briefs-jpn--ref-wdi>)" in body
    assert "#ref(<briefs-jpn--fig-a>" in body
    assert "1 \\< 2" in body
    assert body.rstrip().endswith("<refs>")
    assert '#attached("/briefs-jpn-figures.csv", read("/briefs/jpn/figures.csv"))' in body


def test_a_source_of_another_form_is_refused():
    with pytest.raises(RenderingError, match="not of the form"):
        _parted("= Money\n", "briefs/jpn")
