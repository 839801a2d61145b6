"""Texts, numbers, dates and names in other languages than English."""

import datetime as dt

import pytest

from corridor import extracting, formats, language
from corridor.economies import all_economies, region
from corridor.editions import in_its_language, read_edition
from corridor.errors import ConfigurationError
from corridor.formats import NBSP
from corridor.language import plural, split, spoken, worded
from corridor.project import Project
from corridor.rendering.template_lines import messages, translated, visible
from corridor.reports.content import alternative, told

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"""


def translation(tmp_path, project, body, code="fr", names=""):
    """A project with a translation and the definitions of the real one."""
    folder = tmp_path / "locales" / code
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(HEAD + body, encoding="utf-8")
    if names:
        (folder / "names.csv").write_text(f"iso3,name,short\n{names}\n", encoding="utf-8")
    (tmp_path / "definitions").symlink_to(project.definitions)
    return Project(tmp_path)


def entry(english, other, context=""):
    head = f'msgctxt "{context}"\n' if context else ""
    return f'\n{head}msgid "{english}"\nmsgstr "{other}"\n'


def test_english_is_what_the_code_says():
    assert worded("published {date}", date="today") == "published today"
    assert plural("{count} row", "{count} rows", 2, count=2) == "2 rows"
    assert formats.eye(3_409_529, "persons") == f"3.41{NBSP}million"
    assert formats.joined(["a", "b", "c"]) == "a, b and c"


def test_texts_are_looked_up_and_their_places_may_change_order(tmp_path, project):
    own = translation(tmp_path, project, entry("{a} of {b}", "{b} : {a}"))
    with spoken(own, "fr"):
        assert worded("{a} of {b}", a="1", b="2") == "2 : 1"
        assert list(split("{a} of {b}", {"a": 1, "b": 2})) == [2, " : ", 1]
    assert worded("{a} of {b}", a="1", b="2") == "1 of 2"


def test_a_text_without_translation_stays_english_and_is_told(tmp_path, project):
    own = translation(tmp_path, project, '\n#, fuzzy\nmsgid "new"\nmsgstr "vieux"\n')
    with spoken(own, "fr"):
        assert worded("new") == "new"
        assert worded("newer {x}", x=1) == "newer 1"
    assert language.shortfall().startswith(
        "2 texts stay English, for locales/fr/messages.po has no translation"
    )
    with spoken(own, "en"):
        assert worded("new") == "new"
    assert language.shortfall() == ""


FORMS = """
msgid "{count} row"
msgid_plural "{count} rows"
msgstr[0] "{count} r0"
msgstr[1] "{count} r1"
msgstr[2] "{count} r2"
"""
POLISH = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"


def test_numbers_have_the_forms_of_the_language(tmp_path, project):
    own = translation(tmp_path, project, f'"Plural-Forms: {POLISH}\\n"\n{FORMS}', code="pl")
    with spoken(own, "pl"):
        found = [plural("{count} row", "{count} rows", n, count=n) for n in (1, 3, 5, 22)]
    assert found == ["1 r0", "3 r1", "5 r2", "22 r1"]


@pytest.mark.parametrize(
    ("code", "number", "large", "short", "day", "names"),
    [
        ("fr", "1\u00a0234,50", "3,41\u00a0millions", "3,41\u00a0M", "1 juillet 2026", "a, b et c"),
        ("de", "1.234,50", "3,41\u00a0Millionen", "3,41\u00a0Mio.", "1. Juli 2026", "a, b und c"),
        ("ja", "1,234.50", "341万", "341万", "2026年7月1日", "a、b、c"),
        ("es", "1.234,50", "3,41\u00a0millones", "3,41\u00a0M", "1 de julio de 2026", "a, b y c"),
    ],
)
def test_forms_are_those_of_the_standard_data(tmp_path, project, code, number, large, short, day, names):
    with spoken(translation(tmp_path, project, "", code), code):
        assert formats.full(1234.5, "%") == number
        assert formats.eye(3_409_529, "persons") == large
        assert formats.label(3_409_529, "persons") == short
        assert formats.date(dt.date(2026, 7, 1)) == day
        assert formats.joined(["a", "b", "c"]) == names


def test_names_are_those_of_the_standard_data_unless_the_translation_decides(tmp_path, project):
    own = translation(tmp_path, project, "", names="TWN,Province chinoise de Taïwan,Taïwan (prov.)")
    with spoken(own, "fr"):
        known = all_economies(own)
        assert (known["JPN"].in_text, known["JPN"].short) == ("Japon", "Japon")
        assert (known["TWN"].text, known["TWN"].short) == ("Province chinoise de Taïwan", "Taïwan (prov.)")
    assert all_economies(own)["JPN"].in_text == "Japan"


def test_a_table_of_names_with_an_unknown_code_is_refused(tmp_path, project):
    own = translation(tmp_path, project, "", names="XYZ,Nulle part,")
    with spoken(own, "fr"), pytest.raises(ConfigurationError, match=r"locales/fr/names\.csv .*XYZ"):
        all_economies(own)


def test_the_name_of_a_region_is_translated_as_running_text_has_it(tmp_path, project):
    own = translation(tmp_path, project, entry("North-East Asia", "Asie du Nord-Est", "definition"))
    here = region(own, "north-east-asia")
    assert here.translated == here
    with spoken(own, "fr"):
        assert here.translated.in_text == "Asie du Nord-Est"
        assert here.translated.translated == here.translated


def test_a_language_without_translation_is_refused(tmp_path, project):
    own = translation(tmp_path, project, "")
    with pytest.raises(ConfigurationError) as refusal, spoken(own, "frr"):
        pass
    assert "expected: en, fr" in str(refusal.value) or refusal.value.expected == "en, fr"
    assert "locales/frr/messages.po" in refusal.value.todo


@pytest.mark.parametrize("body", ["msgid\n", entry("{a}", "{b}")])
def test_a_catalogue_that_cannot_serve_is_refused_with_its_place(tmp_path, project, body):
    own = translation(tmp_path, project, body)
    with pytest.raises(ConfigurationError) as refusal, spoken(own, "fr"):
        pass
    assert refusal.value.where.startswith("locales/fr/messages.po, ")


def test_a_folder_that_is_no_language_is_refused(tmp_path, project):
    own = translation(tmp_path, project, "", code="qq-klingon")
    with pytest.raises(ConfigurationError, match="not the code of a language"), spoken(own, "qq-klingon"):
        pass


def test_alternative_texts_are_one_sentence():
    said = alternative(
        told("Bars"), told("the largest: {name}", name="A"), told("the least: {name}", name="B")
    )
    assert said.plain == "Bars; the largest: A; the least: B."


SOURCE = """<% set x = 1 %>
---
title: << name | yaml >>
subtitle: "A subtitle"
lang: en
---
<# A comment with words
over two lines. #>
## Heading {#sec-heading}

::: {.exhibit}
  << chart("ageing", "A caption") >>
Since << y | year >> it <% if up %>rose<% else %>fell<% endif %> [@un-2000].
![](a.svg){fig-alt="<< alt >>"}
"""


def test_lines_with_text_for_readers_are_texts_of_the_catalogue():
    assert list(messages(SOURCE)) == [
        (4, 'subtitle: "A subtitle"'),
        (9, "## Heading {#sec-heading}"),
        (12, '<< chart("ageing", "A caption") >>'),
        (13, "Since << y | year >> it <% if up %>rose<% else %>fell<% endif %> [@un-2000]."),
    ]


def test_a_translated_template_keeps_its_lines(tmp_path, project):
    line = "## Heading {#sec-heading}"
    own = translation(tmp_path, project, entry(line, "## Titre {#sec-heading}", "template"))
    with spoken(own, "fr"):
        lines = translated(SOURCE).split("\n")
    assert len(lines) == len(SOURCE.split("\n"))
    assert (lines[4], lines[8]) == ("lang: fr", "## Titre {#sec-heading}")
    assert lines[11] == '  << chart("ageing", "A caption") >>'


def test_markup_is_no_text():
    assert visible("::: {.exhibit}").split() == [":::"]
    assert "words" in visible('<< f("some words") >>')
    assert "key" not in visible('<< f("key") >>')


def test_the_template_of_catalogues_is_up_to_date(project):
    written = (project.root / language.FOLDER / extracting.TEMPLATE_FILE).read_bytes()
    assert written == extracting.template_text(project), "run `make messages`"
    assert b"POT-Creation-Date" not in written


def test_bringing_a_translation_up_to_date_keeps_what_is_translated(tmp_path, project):
    own = translation(tmp_path, project, entry("no figure", "aucun chiffre") + entry("gone", "parti"))
    template = (project.root / "locales/messages.pot").read_bytes()
    extracting.bring_up_to_date(own, "fr", template)
    path = tmp_path / "locales/fr/messages.po"
    once = path.read_bytes()
    extracting.bring_up_to_date(own, "fr", template)
    assert path.read_bytes() == once
    with spoken(own, "fr") as french:
        assert worded("no figure") == "aucun chiffre"
        assert ("", "gone") not in french.texts


def edition_in(tmp_path, project, code):
    own = translation(tmp_path, project, "")
    for name in ("data", "templates", "notebooks"):
        (tmp_path / name).symlink_to(getattr(project, name))
    (tmp_path / "_quarto.yml").write_text("lang: en\n", encoding="utf-8")
    text = (project.reports / "editions" / "2023-1.yml").read_text(encoding="utf-8")
    (tmp_path / "reports/editions").mkdir(parents=True)
    (tmp_path / "reports/editions/2023-1.yml").write_text(f"{text}{code}", encoding="utf-8")
    return own


@pytest.mark.parametrize(
    ("line", "spoken_there"), [("", "en"), ("lang: fr\n", "fr"), ("lang: en-GB\n", "en-GB")]
)
def test_an_edition_speaks_the_language_it_names(tmp_path, project, line, spoken_there):
    own = edition_in(tmp_path, project, line)
    edition = read_edition(own, "2023-1")
    assert edition.lang == spoken_there
    told_of = in_its_language(lambda project, edition: (language.current().code, edition.region.name))
    assert told_of(own, edition)[0] == spoken_there
    assert language.is_english()


def test_an_edition_in_a_language_without_translation_is_refused(tmp_path, project):
    own = edition_in(tmp_path, project, "lang: de\n")
    with pytest.raises(ConfigurationError) as refusal:
        read_edition(own, "2023-1")
    assert (refusal.value.where, refusal.value.expected) == (
        "reports/editions/2023-1.yml, key lang",
        "en, fr",
    )
