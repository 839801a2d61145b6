"""What changed between the two published editions: the page, its files, its ledger; and the editions' RO-Crates."""

import json
import re
from html.parser import HTMLParser

import pytest
from test_build import ALLOWED, EDITIONS, Page, rows_of_indicators


@pytest.fixture(scope="module")
def folder(site):
    return site / "editions" / "2026-1" / "changes"


@pytest.fixture(scope="module")
def page(folder):
    return Page((folder / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def listed(folder):
    return json.loads((folder / "changes.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ledger(folder):
    return json.loads((folder / "ledger.json").read_text(encoding="utf-8"))


def text_of(page):
    return re.sub(r"\s+", " ", " ".join(page.read))


def test_the_parts_add_up_and_agree_with_both_data_files(site, listed):
    old, new = (rows_of_indicators(site, edition) for edition in EDITIONS)
    assert len(listed) > 1_400
    for entry in listed:
        path = [entry[part] for part in ("economy", "indicator", "counterpart") if entry[part]]
        assert float(old["/".join([*path, str(entry["year_old"])])]["value"]) == entry["old"]
        assert float(new["/".join([*path, str(entry["year_new"])])]["value"]) == entry["new"]
        parts = entry["parts"]
        total = parts["new_period"] + parts["method"] + sum(parts["revision"].values())
        assert total == pytest.approx(entry["new"] - entry["old"], rel=1e-9, abs=1e-9 * abs(entry["new"]))


def test_every_figure_of_both_data_files_is_told_of(site, folder, listed):
    """A figure with a value in an edition is among the changes, or has a reason why it is not."""

    def subjects(edition):
        rows = rows_of_indicators(site, edition).values()
        return {(r["economy"], r["indicator"], r["counterpart"]) for r in rows if r["value"]}

    def named(entries):
        return {(e["economy"], e["indicator"], e["counterpart"]) for e in entries}

    reasons = json.loads((folder / "reasons.json").read_text(encoding="utf-8"))
    old, new = map(subjects, EDITIONS)
    assert named(listed) | named(reasons["disappeared"]) == old
    assert named(listed) | named(reasons["appeared"]) == new
    assert all(entry["reason"] for kind in reasons.values() for entry in kind)


def test_the_page_leads_with_the_revision_of_the_russian_federation(page, listed):
    text = text_of(page)
    assert "What changed since edition 2023-1" in page.headings
    assert "The fall is due to revision alone" in text
    assert "The largest revision of immigrants is that of the Russian Federation" in text
    assert "The newer figure counts Taiwan Province of China" in text
    fallen = next(e for e in listed if (e["economy"], e["indicator"]) == ("RUS", "immigrant_stock"))
    assert fallen["parts"]["revision"]["migrant_stock"] < fallen["new"] - fallen["old"] < -4_000_000


def test_the_prose_is_whole_and_without_bare_numbers(page):
    text = text_of(page)
    for clumsy in (" ,", " .", "..", " ;", "None", "nan", "()", "−−", "by −", "undefined", "<<", " and ."):
        assert clumsy not in text, text[max(0, text.find(clumsy) - 60) : text.find(clumsy) + 40]
    left = ALLOWED.sub("", " ".join(page.prose))
    assert [left[max(0, m.start() - 40) : m.end() + 20] for m in re.finditer(r"\d+", left)] == []


def test_figures_of_the_older_edition_name_it_and_its_vintages(site, page, ledger):
    recorded = {(record["id"], record["text"]) for record in ledger}
    assert set(page.figures) <= recorded
    old = rows_of_indicators(site, "2023-1")
    # A number without its sign, or a part that is nothing, is derived from the figure.
    direct = [record for record in ledger if "label" in record]
    of_old = [r for r in direct if re.fullmatch(r"\S+@2023-1", r["id"])]
    assert len(of_old) > 150
    for record in of_old:
        row = old[record["id"].removesuffix("@2023-1")]
        assert record["value"] == float(row["value"])
        assert "+".join(i["vintage"] for i in record["inputs"]) == row["vintage"]
        assert record["checks"]
        assert {check.split("/")[1] for check in record["checks"]} == set(row["vintage"].split("+"))
        assert record["notebook"]
        assert record["cell"]
    own = [r for r in direct if "@" not in r["id"] and " " not in r["id"]]
    new = rows_of_indicators(site, "2026-1")
    assert all({i["vintage"] for i in r["inputs"]} == set(new[r["id"]]["vintage"].split("+")) for r in own)


def test_every_figure_leads_to_its_line(folder):
    class Links(HTMLParser):
        targets: list[str]

        def handle_starttag(self, tag, attrs):
            held = dict(attrs)
            if tag == "a" and "figure" in (held.get("class") or "").split():
                self.targets.append(held["href"])

    links = Links()
    links.targets = []
    links.feed((folder / "index.html").read_text(encoding="utf-8"))
    assert len(links.targets) > 1_000
    lines = Page((folder / "figures.html").read_text(encoding="utf-8"))
    assert {target.removeprefix("figures.html#") for target in links.targets} <= lines.ids


def test_the_first_edition_says_so(site):
    folder = site / "editions" / "2023-1" / "changes"
    assert json.loads((folder / "changes.json").read_text(encoding="utf-8")) == []
    text = text_of(Page((folder / "index.html").read_text(encoding="utf-8")))
    assert "There is no earlier edition" in text
    assert not (folder / "ledger.json").exists()


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_menu_leads_to_the_changes(site, edition):
    home = (site / "editions" / edition / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="(\./)?changes/index\.html"[^>]*>\s*(<[^>]+>)*\s*Changes', home)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_ro_crate_describes_what_is_published(site, edition):
    folder = site / "editions" / edition
    crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {entity["@id"]: entity for entity in crate["@graph"]}
    assert found["ro-crate-metadata.json"]["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.2"
    parts = [part["@id"] for part in found["./"]["hasPart"]]
    assert {"outlook/outlook.pdf", "briefs/twn/brief.pdf", "data/indicators.csv", "manifest.json"} <= set(
        parts
    )
    for part in parts:
        assert (folder / part).is_file()
        if part != "manifest.json":
            assert found[part]["sha256"] == manifest["artefacts"][part]
    assert "ro-crate-metadata.json" in manifest["artefacts"]
    pinned = {f"#{i['source']}-{i['vintage']}" for i in manifest["inputs"]}
    assert {cited["@id"] for cited in found["./"]["citation"]} == pinned
