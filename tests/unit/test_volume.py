"""The volume is bound from the reports' own sources, each with labels of its own."""

from datetime import date
from types import SimpleNamespace

import pytest

from corridor.errors import RenderingError
from corridor.rendering import volume
from corridor.rendering.volume import _parted, names

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


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        (1, []),
        (2, ["volume.pdf"]),
        (60, ["volume.pdf"]),
        (61, ["volume-1.pdf", "volume-2.pdf"]),
        (237, [f"volume-{number}.pdf" for number in range(1, 7)]),
    ],
)
def test_many_reports_are_bound_in_several_volumes(reports, expected):
    assert names(reports) == expected


def test_several_volumes_hold_all_reports_in_order_each_once(tmp_path, monkeypatch):
    paths = [f"briefs/{number:03}/index.qmd" for number in range(110)]
    pages = [SimpleNamespace(path=path, pdf_path=path.replace(".qmd", ".pdf")) for path in paths]
    for page in pages:
        (tmp_path / page.pdf_path).parent.mkdir(parents=True)
        (tmp_path / page.pdf_path).touch()
    staged = SimpleNamespace(pages=pages, website={})
    monkeypatch.setattr(volume, "load", lambda *_, **__: staged)
    monkeypatch.setattr(
        volume._Volume, "data", lambda self, _: "\n".join(p.path for p in self.pages).encode()
    )
    covers = []
    made = volume.bind(tmp_path, tmp_path, lambda *told: covers.append(told), published=date(2026, 7, 1))
    bound = [(tmp_path / name).read_text().split("\n") for name in made]
    assert made == ["volume-1.pdf", "volume-2.pdf", "volume-3.pdf"]
    assert covers == [(1, 3), (2, 3), (3, 3)]
    assert [path for one in bound for path in one] == paths
    assert {len(one) for one in bound} <= {36, 37}
