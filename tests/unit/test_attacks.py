"""What was made with intent: names that leave their folder, files that expand, templates that try code."""

import gzip
import json
import re
from pathlib import Path

import pytest
import yaml

from corridor import plain_json, seen, site_around, source_tables, yaml_files
from corridor.admitting import admission, reading
from corridor.bill_of_materials import differing, read_lock, write_bill
from corridor.charts import geography
from corridor.console import say_fault
from corridor.economies import _read_economies, region
from corridor.editions import read_edition
from corridor.errors import ConfigurationError, CorridorError, RenderingError, UsageError, VerificationError
from corridor.indicators.base import files
from corridor.manifest import digest, read_manifest
from corridor.notebook_files import chosen_parameters, read_notebook
from corridor.plain_texts import in_table
from corridor.project import Project, read_yaml
from corridor.publication import place
from corridor.publishing.register import read_register
from corridor.references import read_references
from corridor.rendering import bounds, html
from corridor.rendering.pages import Writer, attribute, escaped, plain
from corridor.rendering.staged import Page
from corridor.report_kinds import read_kind
from corridor.source_declarations import parse_source
from corridor.sources import load, read_source
from corridor.traces import Trace
from corridor.verification import require_untouched


def told(call, kind: type[CorridorError] = ConfigurationError) -> str:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.todo
    assert caught.value.where
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: !!python/object/apply:os.system ['id']", "could not determine a constructor"),
        ("a: !!python/name:os.system", "could not determine a constructor"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "line 2"),
        ("a: &a {x: 1}\nb:\n  <<: *a", "write it out"),
        ("a: " + "[" * 100_000, "lists within lists"),
        ("- " * 100_000, "lists within lists"),
        ("a: " + "9" * 5000, "4300 digits"),
        ("a: 2026-02-30", "line 1"),
        ("? [a]\n: b", "a key is no plain word"),
        ('a: "x\\u202ey"', "U+202E"),
        ('a: {b: "x\\0y"}', "key a.b"),
        ("a: x\u2066y", "U+2066"),
        ("a: '{{< env HOME >}}'", "a shortcode of Quarto"),
        ("a: '::: evil'", "the fence of a box"),
        ("a: " + "x" * yaml_files.LARGEST, "too large"),
    ],
)
def test_yaml_that_builds_expands_or_hides_is_refused(tmp_path, text, expected):
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    assert expected in told(lambda: read_yaml(tmp_path / "x.yml", "x.yml"))


def test_yaml_with_stars_and_brackets_in_texts_is_read(tmp_path):
    (tmp_path / "x.yml").write_text("a: 3 * 4 is *so*\nb: [x, [y]]\nc: |\n  *a b\n", encoding="utf-8")
    assert read_yaml(tmp_path / "x.yml", "x.yml") == {"a": "3 * 4 is *so*", "b": ["x", ["y"]], "c": "*a b\n"}


BOMB = gzip.compress(b"0" * 3_000_000)


def test_tables_that_unpack_without_end_are_refused(monkeypatch, tmp_path, project):
    monkeypatch.setattr(source_tables, "LARGEST", 1_000_000)
    assert len(BOMB) < 5000
    source = read_source(project, "gdp")
    assert "holds more than a table" in told(lambda: source_tables.read_table(BOMB, "gdp/x.csv.gz", source))
    for name, content in (("x.csv.gz", BOMB), ("x.csv", b"0" * 1_000_001)):
        (tmp_path / name).write_bytes(content)
        assert "holds more than a table" in told(lambda n=name: reading.read(tmp_path / n, source))


def test_a_pipe_is_no_table(tmp_path, project):
    import os

    os.mkfifo(tmp_path / "x.csv")
    assert "no file" in told(
        lambda: reading.read(tmp_path / "x.csv", read_source(project, "gdp")), UsageError
    )


@pytest.mark.parametrize("head", [b"a," * 300_000, b"a" * 3_000_000])
def test_tables_with_endless_columns_are_refused_at_once_and_briefly(project, head, capsys):
    source = read_source(project, "gdp")
    with pytest.raises(ConfigurationError) as caught:
        source_tables.parse_table(head + b"\n", "gdp/x.csv", source)
    say_fault(caught.value)
    assert len(capsys.readouterr().err) < 20_000


def test_what_would_steer_the_terminal_is_written_out(capsys):
    say_fault(ConfigurationError("a \x1b[2J b", found="\x1b]0;owned\x07", todo="c"))
    assert "\x1b" not in (told := capsys.readouterr().err)
    assert "\\u001b[2J" in told


@pytest.mark.parametrize(
    "vintage", ["../x", "/etc/x", "x/y", "con", "nul", "lpt1", "x\0y", "x\ny", "a" * 65, "X", "yes"]
)
def test_a_vintage_cannot_leave_its_folder(project, vintage):
    told(lambda: admission.admit(project, "gdp", vintage, Path("none.csv")), UsageError)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "../../etc/passwd.csv.gz"),
        ("file", "/etc/x.csv.gz"),
        ("id", "../gdp"),
        ("link", "javascript:pwn()"),
        ("link", "https://x/' onclick='y"),
        ("title", "a\u202eb"),
        ("vintage", "../x"),
        ("vintage", "con"),
    ],
)
def test_a_declaration_cannot_lead_elsewhere(project, tmp_path, key, value):
    content = yaml.safe_load((project.data / "gdp" / "source.yml").read_text(encoding="utf-8"))
    first = next(iter(content["vintages"]))
    if key == "vintage":
        content["vintages"] = {value: content["vintages"][first]}
    elif key == "file":
        content["vintages"][first]["file"] = value
    else:
        content[key] = value
    path = tmp_path / "gdp" / "source.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert key.removesuffix("e") in told(lambda: parse_source(path, "data/gdp/source.yml", {}))


@pytest.mark.parametrize(
    "name", ["../2026-1", "/etc/passwd", "2026-1/../2026-1", "2026-1\n", "2026-1\0", "x" * 5000]
)
def test_names_on_the_command_line_are_looked_up_never_opened(project, name):
    for call in (read_edition, region, read_source):
        with pytest.raises(UsageError):
            call(project, name)
    with pytest.raises(UsageError):
        load(project, "gdp", name)


@pytest.mark.parametrize("code", ["../", "a/b", "A\nB", "JP", '"><'])
def test_a_code_of_an_economy_has_three_letters(project, tmp_path, code):
    text = (project.definitions / "economies.csv").read_text(encoding="utf-8")
    path = tmp_path / "economies.csv"
    quoted = code.replace('"', '""')
    path.write_text(text.replace("\nAFG,", f'\n"{quoted}",'), encoding="utf-8")
    assert "malformed" in told(lambda: _read_economies(path))


@pytest.mark.parametrize("name", ["a\x07b", "a\u202eb", "{{< env HOME >}}", "x" * 200_000])
def test_a_name_of_an_economy_that_cannot_be_shown_is_refused_with_its_line(project, tmp_path, name):
    text = (project.definitions / "economies.csv").read_text(encoding="utf-8")
    path = tmp_path / "economies.csv"
    path.write_text(text.replace("Afghanistan", name), encoding="utf-8")
    assert "line 3" in told(lambda: _read_economies(path))


@pytest.mark.parametrize(
    "page",
    [
        "../x/index.qmd",
        "/x/index.qmd",
        "a/../index.qmd",
        "a/{0.__class__}/index.qmd",
        "a\\b/index.qmd",
        "a\0/index.qmd",
    ],
)
def test_a_report_stays_within_its_edition(project, tmp_path, page):
    made = Project(tmp_path)
    (made.templates / "outlook").mkdir(parents=True)
    made.notebooks.mkdir()
    (made.notebooks / "n.ipynb").touch()
    declared = {
        "id": "outlook",
        "title": "O",
        "menu": "O",
        "subject": "region",
        "page": page,
        "notebook": "n.ipynb",
    }
    (made.templates / "outlook" / "report.yml").write_text(json.dumps(declared), encoding="utf-8")
    with pytest.raises(ConfigurationError):
        read_kind(made, "outlook")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"\input{/etc/passwd}", "a command of TeX"),
        (r"\href{javascript:pwn}{x}", "a command of TeX"),
        ("a $x^2$ b", "a command of TeX"),
        ("a % b", "a command of TeX"),
        ("a\u202eb", "U+202E"),
        ("}},\n  url = {{javascript:pwn", "leads nowhere on the web"),
    ],
)
def test_a_bibliography_holds_no_commands(tmp_path, value, expected):
    made = Project(tmp_path)
    made.reports.mkdir()
    text = f"% 100 $ outside\n@book{{k,\n  title = {{{{{value}}}}},\n  year = {{2003}}\n}}\n"
    (made.reports / "references.bib").write_text(text, encoding="utf-8")
    assert expected in told(lambda: read_references(made))


def test_marks_of_tex_behind_a_backslash_are_text(tmp_path):
    made = Project(tmp_path)
    made.reports.mkdir()
    text = "@book{k,\n  title = {{A \\& B, 5 \\% of \\$}},\n  year = {2003}\n}\n"
    (made.reports / "references.bib").write_text(text, encoding="utf-8")
    assert read_references(made)["k"].title == "A & B, 5 % of $"


@pytest.mark.parametrize(
    "code",
    [
        "<< ''.__class__.__mro__ >>",
        "<< cycler.__init__.__globals__ >>",
        "<< lipsum.__globals__['os'].popen('id').read() >>",
        "<< page | attr('__class__') >>",
        "<< '{0.__class__}'.format(1) >>",
        "<< held.append(1) >>",
        "<% for i in range(10**9) %>x<% endfor %>",
        "<< 'a' * 10**10 >>",
        "<< 10**10 * 'a' >>",
        "<< 9**(9**9) >>",
        "<< (1 / 0) | string >>",
        "<% include '../../../../../etc/passwd' %>",
        "<% include '/etc/passwd' %>",
        "<% macro m() %><< m() >><% endmacro %><< m() >>",
        "<% include 'x/report.qmd.jinja' %>",
        "<< '%1000000000d' % 1 >>",
        "<< '%*d' | format(10**9, 1) >>",
        "<< '{:1000000000}'.format(1) >>",
        "<< '{0:>{1}}'.format('a', 10**9) >>",
        "<< 'x' | center(10**9) >>",
        "<< ['x'] | map('indent', 10**9) | list | string >>",
        "<< ('x' | attr('zfill'))(10**9) >>",
        "<< ('x' * 9000).replace('x', 'x' * 9000) >>",
        "<< (['x'] * 9000) | join('x' * 9000) >>",
        "<< [[1]] | sum(start=[]) | string >>",
        "<% for i in range(10**5) %><% for j in range(10**5) %>x<% endfor %><% endfor %>",
        "<% for i in range(90000) recursive %><% if loop.depth < 4 %><< loop(range(90000)) >><% endif %><% endfor %>",
        "<% macro m(n) %><% if n %><< m(n - 1) >><< m(n - 1) >><% endif %><% endmacro %><< m(60) >>",
        "<% macro m(x, n) %><< m(x ~ x, n - 1) if n else x >><% endmacro %><< m('xxxxx', 60) >>",
        "<% set n = namespace(x='x') %><% for i in range(60) %><% set n.x = n.x + n.x %><% endfor %>",
        "<% set n = namespace(x=1) %><% for i in range(60) %><% set n.x = [n.x, n.x] %><% endfor %>",
        "<% set n = namespace(x=1) %><% for i in range(60) %><% set n.x = {1: n.x, 2: n.x} %><% endfor %>",
        "<% set n = namespace(x=1) %><% for i in range(60) %><% set n.x = dict(a=n.x, b=n.x) %><% endfor %><< [n.x] >>",
        "<% for i in range(90000) %><< 'x' * 9000 >><% endfor %>",
        "<< range(90000) | map('center', 90000) | list | string >>",
        "<% set d = d | default(0) + 1 %><% for i in '12' if d < 40 %><% include 'x/report.qmd.jinja' %><% endfor %>",
        "<% import 'x/report.qmd.jinja' as m %>",
        "<< lipsum(n=10**9) >>",
    ],
)
def test_a_template_that_tries_to_leave_its_sandbox_is_refused_with_its_line(tmp_path, code, monkeypatch):
    # The same bounds, met sooner.
    monkeypatch.setattr(bounds, "UNITS", 100_000)
    monkeypatch.setattr(bounds, "PARTS", 10_000)
    path = tmp_path / "templates" / "x" / "report.qmd.jinja"
    path.parent.mkdir(parents=True)
    path.write_text(f"a line\n{code}\n", encoding="utf-8")
    writer = Writer(Project(tmp_path), {})
    refused = told(lambda: writer.page("x/report.qmd.jinja", "x.qmd", page=writer, held=[]), RenderingError)
    assert "templates/x/report.qmd.jinja, line 2" in refused


@pytest.mark.parametrize(
    "code",
    [
        "<< " + "(" * 9000 + "1" + ")" * 9000 + " >>",
        "<< " + "-" * 9000 + "1 >>",
        "<% for a in x %>" * 30 + "<% endfor %>" * 30,
    ],
)
def test_a_template_that_is_nested_without_end_is_refused_with_its_name(tmp_path, code):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.jinja").write_text(code, encoding="utf-8")
    refused = told(lambda: Writer(Project(tmp_path), {}).page("x.jinja", "x.qmd", x=[1]), RenderingError)
    assert "templates/x.jinja" in refused


def test_a_template_may_do_what_pages_need(tmp_path):
    path = tmp_path / "templates" / "x.jinja"
    path.parent.mkdir()
    path.write_text(
        "<% for a, b in [('1', '2'), ('3', '4')] %><< a ~ '%' ~ b >> <% endfor %><< 'x' * 3 + 'y' >> "
        "<< '%-3s|' % 'a' >> << '{:>3}'.format('b') >> << ('c', 'd') | join(', ') | replace('c', 'e') >> "
        "<% for one in ['f', ['g']] recursive %><< one if one is string else loop(one) >><% endfor %> "
        "<< 'yes' if ('h', 1) in [('h', 1)] else 'no' >>",
        encoding="utf-8",
    )
    text = Writer(Project(tmp_path), {}).page("x.jinja", "x.qmd").text
    assert plain(text) == "1%2 3%4 xxxy a  |   b e, d fg yes"


@pytest.mark.parametrize("value", ['JPN"\nimport os #', "__import__('os')", "JPN\\", "'''", "{{x}}"])
def test_a_parameter_stays_a_value(project, value):
    from papermill.translators import PythonTranslator

    notebook = project.notebooks / "country_indicators.ipynb"
    chosen = chosen_parameters(project, notebook, {"economy": value})
    told: dict[str, object] = {}
    code = PythonTranslator.codify({"economy": chosen["economy"]}, "Parameters")
    exec(compile(code, "parameters", "exec"), {"__builtins__": {}}, told)  # noqa: S102 - nothing is there to call
    assert told == {"economy": value}


@pytest.mark.parametrize("name", ["economy\nimport os", "__import__", "output"])
def test_a_parameter_cannot_be_named_anew(project, name):
    told(
        lambda: chosen_parameters(project, project.notebooks / "country_indicators.ipynb", {name: "x"}),
        UsageError,
    )


@pytest.mark.parametrize(
    "text", ["::: x", ": caption", "=== x", "(1) x", "(@) x", "a) x", "iv. x", "- x", "&lt;b&gt; x", "--- x"]
)
def test_what_begins_a_line_is_text(text):
    assert re.match(r"\\|\w+\\|\\?&", str(escaped(text)))
    assert plain(str(escaped(text))) == text


def test_a_link_that_was_made_text_is_not_taken_for_a_figure():
    text = "[a](b#c){.x} and \\"
    assert plain(str(escaped(text))) == text


def test_an_attribute_ends_where_it_should():
    assert attribute('a" <b>\n\\&') == 'a\\" &lt;b&gt; \\\\&amp;'


def test_a_link_to_a_script_stops_the_page():
    page = Page("x/index.qmd", "", "")
    for address in ("javascript:x", " JavaScript:x", "data:text/html,x", "vbscript:x"):
        with pytest.raises(RenderingError, match="leads to no page"):
            html.check(f'<body><a href="{address}">x</a></body>', page)
    html.check('<body><a href="https://x.example/">x</a><a href="a.html">y</a></body>', page)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "＝1"])
def test_no_text_of_a_download_begins_a_formula(text):
    assert in_table(text) == f"'{text}"


@pytest.mark.parametrize("number", ["-5", "-0.25", "+3", "-1e-05", "12"])
def test_numbers_of_a_download_stay_numbers(number):
    assert in_table(number) == number


def test_a_link_in_a_site_is_not_followed(project, tmp_path):
    edition = read_edition(project, "2026-1")
    folder, site = tmp_path / "_site" / "editions" / "2026-1", tmp_path / "work" / "site"
    folder.mkdir(parents=True)
    site.mkdir(parents=True)
    (folder / "own.html").write_text("x", encoding="utf-8")
    (folder / "etc").symlink_to("/etc")
    manifest = {"artefacts": {"own.html": digest(folder / "own.html")}}
    with pytest.raises(VerificationError, match="etc is a link"):
        require_untouched(edition, folder, manifest)
    assert "a link to /etc" in told(
        lambda: place(
            edition, site, tmp_path / "_site", whole=False, manifest=lambda _: None, around=lambda _: None
        )
    )
    (folder / "etc").unlink()
    require_untouched(edition, folder, manifest)


DEEP = "[" * 50_000 + "]" * 50_000


@pytest.mark.parametrize("content", [DEEP, '{"a":' * 200 + "1" + "}" * 200])
def test_json_without_end_is_no_json(tmp_path, content):
    with pytest.raises(ValueError, match="lists within lists"):
        plain_json.parse(content)
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    assert "lists within lists" in told(lambda: plain_json.read(tmp_path / "x.json", "x.json", "Mend it."))


def test_json_as_deep_as_ours_is_read():
    assert plain_json.parse("[" * 90 + "1" + "]" * 90, parse_int=str)
    assert plain_json.parse("7") == 7


def test_files_of_json_without_end_are_refused_with_what_to_do(project, tmp_path):
    folder = tmp_path / "editions" / "2026-1"
    folder.mkdir(parents=True)
    for name in ("x.ipynb", "x.json", "editions/published.json", "editions/2026-1/manifest.json"):
        (tmp_path / name).write_text(DEEP, encoding="utf-8")
    for call in (
        lambda: read_notebook(tmp_path / "x.ipynb", "x.ipynb"),
        lambda: geography.read_shapes(tmp_path / "x.json"),
        lambda: files.parse(tmp_path / "x.json"),
        lambda: read_register(tmp_path),
        lambda: read_manifest(folder),
        lambda: Trace(b"", DEEP.encode(), "data"),
    ):
        told(call)
    assert site_around.read_summary(folder) is None
    assert seen.read(tmp_path) is None


def test_a_manifest_that_lists_no_hashes_is_none(tmp_path):
    for content in (
        "[1]",
        '{"edition": "2026-1", "artefacts": []}',
        '{"edition": "x", "artefacts": {"a": [1]}}',
    ):
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        told(lambda: read_manifest(tmp_path))


# Bill of materials and lock.


def test_every_package_of_the_lock_is_pinned_with_hashes_and_installed_as_locked(project):
    pinned = read_lock(project.root / "requirements.lock")
    assert len(pinned) > 100
    assert all(one.version and one.hashes for one in pinned)
    assert differing(project.root / "requirements.lock") == []


@pytest.mark.parametrize(
    "text",
    [
        "a>=1 \\\n    --hash=sha256:" + "0" * 64,
        "a==1",
        "a==1 \\\n    --hash=md5:0",
        "-e git+x",
        "--index-url x",
        "",
    ],
)
def test_a_lock_that_leaves_something_open_is_refused(tmp_path, text):
    (tmp_path / "requirements.lock").write_text(text, encoding="utf-8")
    assert "make lock" in told(lambda: read_lock(tmp_path / "requirements.lock"))


def test_an_environment_that_is_not_the_locks_is_told(tmp_path):
    (tmp_path / "lock").write_text("jinja2==0.1 \\\n    --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    assert [one.split(" ")[0] for one in differing(tmp_path / "lock")] == ["jinja2"]


def test_the_bill_of_materials_is_cyclonedx_and_the_same_each_time(project, tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    edition = read_edition(project, "2026-1")
    made = []
    for _ in range(2):
        write_bill(project, edition, tmp_path)
        made.append((tmp_path / "sbom.cdx.json").read_bytes())
    assert made[0] == made[1]
    bill = json.loads(made[0])
    # What the specification of version 1.6 requires, and the forms it gives.
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert bill["metadata"]["timestamp"] == "2026-07-01T00:00:00Z"
    parts = [bill["metadata"]["component"], *bill["components"]]
    assert len({one["bom-ref"] for one in parts}) == len(parts)
    for one in parts:
        assert one["type"] in {"application", "library"}
        assert one["name"]
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}".replace("+", "%2B")
        assert all(
            h["alg"] == "SHA-256" and re.fullmatch("[0-9a-f]{64}", h["content"])
            for h in one.get("hashes", [])
        )
        for terms in one.get("licenses", []):
            assert set(terms) in ({"expression"}, {"license"})
        assert len(one.get("licenses", [])) == 1 or all(
            "license" in terms for terms in one.get("licenses", [])
        )
    pinned = {(one.name, one.version) for one in read_lock(project.root / "requirements.lock")}
    assert {(one["name"], one["version"]) for one in bill["components"]} == pinned
    assert sum("licenses" in one for one in parts) > 100
