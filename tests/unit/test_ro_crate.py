"""The RO-Crate of an edition: structure, files, sources, and the same bytes each time."""

import hashlib
import json
from pathlib import Path

import pytest

from corridor import ro_crate
from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.manifest import EngineUsed
from corridor.sources import read_source

FILES = {
    "index.html": "<p>edition</p>",
    "outlook/index.html": "<p>outlook</p>",
    "outlook/outlook.pdf": "%PDF",
    "outlook/ledger.json": "[]",
    "outlook/charts/world.vl.json": "{}",
    "outlook/charts/world.svg": "<svg/>",
    "briefs/jpn/index.html": "<p>Japan</p>",
    "briefs/jpn/brief.pdf": "%PDF",
    "data/indicators.csv": "economy\n",
    "data/charts/jpn-stocks.csv": "year\n",
    "data/datapackage.json": "{}",
    "notebooks/country_indicators-JPN.ipynb": "{}",
    "notebooks/country_indicators-JPN.html": "<p>notebook</p>",
    "changes/changes.json": "[]",
    "site_libs/theme.css": "p{}",
    "a folder/with 5%.csv": "x\n",
}
UNLISTED = {"outlook/charts/world.vl.json", "outlook/charts/world.svg", "site_libs/theme.css"}


@pytest.fixture(scope="module")
def edition(project):
    return read_edition(project, "2026-1")


@pytest.fixture
def folder(tmp_path: Path):
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(project, edition, folder):
    sources = {source: read_source(project, source) for source in edition.vintages}

    def written():
        ro_crate.write_ro_crate(project, edition, folder, sources=sources, engine=EngineUsed("pandoc", "3.9"))
        return json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))

    return written


def entities(crate):
    found = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(found) == len(crate["@graph"]), "an identifier stands twice"
    return found


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        else:
            for held in value.values():
                yield from references(held)
    elif isinstance(value, list):
        for held in value:
            yield from references(held)


def test_the_descriptor_and_the_root_are_those_of_version_1_2(write, edition):
    crate = write()
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    found = entities(crate)
    descriptor = found["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = found[descriptor["about"]["@id"]]
    assert (root["@id"], root["@type"], root["datePublished"]) == ("./", "Dataset", "2026-07-01")
    assert edition.id in root["name"]
    assert len(root["description"]) > 60
    licence = found[root["license"]["@id"]]
    assert (licence["@type"], licence["name"]) == ("CreativeWork", "CC BY 4.0")
    assert licence["description"]
    assert found[root["publisher"]["@id"]]["@type"] == "Organization"


def test_every_part_is_an_entity_and_a_file_with_its_hash(write, folder):
    found = entities(write())
    parts = [part["@id"] for part in found["./"]["hasPart"]]
    assert parts == sorted(parts)
    plain = {part.replace("%20", " ").replace("%25", "%") for part in parts}
    assert plain == (FILES.keys() - UNLISTED) | {"manifest.json"}
    for part in parts:
        entity = found[part]
        assert entity["@type"] == "File"
        assert entity["name"]
        if part == "manifest.json":
            assert "sha256" not in entity
            continue
        content = (folder / part.replace("%20", " ").replace("%25", "%")).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content))
    assert found["a%20folder/with%205%25.csv"]["encodingFormat"] == "text/csv"
    assert found["outlook/outlook.pdf"]["encodingFormat"] == "application/pdf"
    assert found["data/datapackage.json"]["encodingFormat"] == "application/json"
    assert found["index.html"]["encodingFormat"] == "text/html"
    assert found["notebooks/country_indicators-JPN.ipynb"]["encodingFormat"] == "application/x-ipynb+json"


def test_files_have_names_that_people_understand(write):
    found = entities(write())
    names = {part: found[part]["name"] for part in found if found[part]["@type"] == "File"}
    assert names["briefs/jpn/brief.pdf"] == "Japan: country brief, PDF"
    assert names["briefs/jpn/index.html"] == "Japan: country brief"
    assert names["outlook/outlook.pdf"] == "North-East Asia: regional outlook, PDF"
    assert names["outlook/ledger.json"] == "North-East Asia: regional outlook, where its figures come from"
    assert names["data/indicators.csv"] == "All values of all indicators"
    assert names["data/charts/jpn-stocks.csv"] == "Data of the chart jpn-stocks"
    assert names["notebooks/country_indicators-JPN.ipynb"] == "Executed notebook country_indicators-JPN"


def test_sources_are_cited_with_publisher_and_terms(write, edition):
    found = entities(write())
    cited = [reference["@id"] for reference in found["./"]["citation"]]
    assert len(cited) == len(edition.vintages)
    stock = found["#migrant_stock-rev2024"]
    assert (stock["@type"], stock["version"]) == ("Dataset", "Rev. 2024")
    assert stock["license"] == {"@id": "https://creativecommons.org/licenses/by/3.0/igo/"}
    assert found[stock["publisher"]["@id"]]["name"].startswith("United Nations")
    talent = found["#skilled_emigration-iab2013"]
    assert found[talent["license"]["@id"]]["name"] == "not stated; research use with citation"
    shared = found["#students-uis2025"]["license"]["@id"]
    assert shared == "https://creativecommons.org/licenses/by-sa/3.0/igo/"


def test_the_software_and_what_it_did_are_there(write):
    found = entities(write())
    action = next(entity for entity in found.values() if entity["@type"] == "CreateAction")
    tools = [found[tool["@id"]] for tool in action["instrument"]]
    assert [(tool["@type"], tool["name"]) for tool in tools] == [
        ("SoftwareApplication", "Corridor"), ("SoftwareApplication", "pandoc"),
    ]  # fmt: skip
    assert all(tool["version"] for tool in tools)
    assert action["result"] == {"@id": "./"}
    assert action["endTime"] == "2026-07-01"


def test_every_reference_leads_somewhere(write):
    crate = write()
    outside = {"https://w3id.org/ro/crate/1.2"}
    assert set(references(crate["@graph"])) - entities(crate).keys() == outside


def test_the_same_files_give_the_same_bytes(write, folder):
    write()
    first = (folder / "ro-crate-metadata.json").read_bytes()
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    write()
    assert (folder / "ro-crate-metadata.json").read_bytes() == first


def test_a_folder_without_an_edition_is_refused(project, edition, tmp_path):
    with pytest.raises(ConfigurationError, match="holds no edition") as refused:
        ro_crate.write_ro_crate(
            project, edition, tmp_path / "none", sources={}, engine=EngineUsed("pandoc", "3.9")
        )
    assert refused.value.expected == "the rendered files of the edition"
