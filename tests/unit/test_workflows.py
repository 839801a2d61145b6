"""The workflows: pinned, with least rights, and made of commands that run on any machine as they stand."""

import argparse
import importlib.util
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from corridor import cli, figure_diff

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true.
    return {("on" if key is True else key): value for key, value in content.items()}


WORKFLOWS = {path.name: read(path) for path in FILES}
JOBS = [(name, job, content) for name, flow in WORKFLOWS.items() for job, content in flow["jobs"].items()]
STEPS = [(name, job, step) for name, job, content in JOBS for step in content["steps"]]


def steps_with(key: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [step for step in STEPS if key in step[2]]


def test_both_workflows_are_there():
    assert list(WORKFLOWS) == ["ci.yml", "publish.yml"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_key_is_given_twice_and_no_address_stands_in_them(path):
    text = path.read_text(encoding="utf-8")
    node = yaml.compose(text)

    def keys(one):
        if isinstance(one, yaml.MappingNode):
            names = [key.value for key, _ in one.value]
            assert len(names) == len(set(names)), names
        for child in one.value if not isinstance(one, yaml.ScalarNode) else ():
            for part in child if isinstance(child, tuple) else (child,):
                keys(part)

    keys(node)
    assert "://" not in text
    assert "secrets." not in text


@pytest.mark.parametrize(("name", "job", "step"), steps_with("uses"))
def test_actions_are_pinned_to_a_commit_and_say_its_version(name, job, step):
    assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", step["uses"]), job
    lines = [
        line for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if step["uses"] in line
    ]
    assert lines
    assert all(re.search(r" # v\d+\.\d+\.\d+$", line) for line in lines)


def test_one_action_is_pinned_to_one_commit():
    pins = {tuple(step["uses"].split("@")) for _, _, step in steps_with("uses")}
    assert len({action for action, _ in pins}) == len(pins)


def test_rights_are_the_least_that_a_job_needs():
    for flow in WORKFLOWS.values():
        assert flow["permissions"] == {}
    needed = {"deploy": {"pages": "write", "id-token": "write"}, "comment": {"pull-requests": "write"}}
    for name, job, content in JOBS:
        assert content["permissions"] == needed.get(job, {"contents": "read"}), (name, job)
    for _, _, step in steps_with("uses"):
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_code_of_a_change_never_runs_where_something_may_be_written():
    for _, job, content in JOBS:
        if "write" in content["permissions"].values():
            for step in content["steps"]:
                assert "run" not in step, job
                assert "checkout" not in step["uses"], job
    assert "pull_request_target" not in {event for flow in WORKFLOWS.values() for event in flow["on"]}


def test_jobs_end_and_do_not_pile_up():
    for flow in WORKFLOWS.values():
        assert flow["concurrency"]["group"]
    for name, job, content in JOBS:
        assert 0 < content["timeout-minutes"] <= 60, (name, job)
        assert "latest" not in content["runs-on"], (name, job)


def test_caches_follow_the_lock():
    python = [
        (job, step) for _, job, step in steps_with("uses") if step["uses"].startswith("actions/setup-python@")
    ]
    assert len(python) == 5
    for job, step in python:
        assert step["with"]["cache"] == "pip"
        lock = "audit.lock" if job == "audit" else "requirements.lock"
        assert step["with"]["cache-dependency-path"] == lock


def test_the_lock_is_held_against_what_is_known_of_its_packages_each_week():
    assert [step["run"] for step in WORKFLOWS["ci.yml"]["jobs"]["audit"]["steps"] if "run" in step] == [
        "make audit"
    ]
    asked = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "audit"],  # noqa: S607 - as the workflow calls it
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    installed, audited = map(shlex.split, asked[-2:])
    assert {"--require-hashes", "audit.lock"} <= set(installed)
    assert Path(audited[0]).name == "pip-audit"
    # Strict: a package of which nothing can be learned is no package without a fault.
    assert {"--strict", "--require-hashes", "requirements.lock"} <= set(audited)


@pytest.mark.parametrize("name", ["requirements.lock", "audit.lock"])
def test_locks_carry_names_versions_and_hashes_only(name):
    for line in (FOLDER.parents[1] / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(
            r"[a-z0-9-]+==[\w.+]+( ; [\w .'*=!<>()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line
        ), line


def test_what_starts_the_workflows():
    assert WORKFLOWS["ci.yml"]["on"].keys() == {"push", "pull_request", "schedule"}
    assert WORKFLOWS["ci.yml"]["on"]["push"] == {"branches": ["main"]}
    events = WORKFLOWS["publish.yml"]["on"]
    assert events.keys() == {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert events["push"] == {"branches": ["main"], "paths": ["data/**", "reports/editions/**"]}
    assert list(events["workflow_dispatch"]["inputs"]) == ["edition"]


def test_both_systems_and_pythons_are_tested_with_and_without_quarto():
    legs = WORKFLOWS["ci.yml"]["jobs"]["test"]["strategy"]["matrix"]["include"]
    plain = {(leg["os"].split("-")[0], leg["python"]) for leg in legs if not leg["quarto"]}
    assert plain == {(system, python) for system in ("ubuntu", "macos") for python in ("3.11", "3.12")}
    with_quarto = [leg for leg in legs if leg["quarto"]]
    assert {leg["os"].split("-")[0] for leg in with_quarto} == {"ubuntu", "macos"}
    pins = {leg["quarto"] for leg in with_quarto}
    pins |= {
        step["with"]["version"]
        for name, _, step in steps_with("uses")
        if "quarto" in step["uses"] and name == "publish.yml"
    }
    assert len(pins) == 1
    assert re.fullmatch(r"1\.10\.\d+", pins.pop())


def test_the_site_is_published_only_after_checks_build_and_verification():
    jobs = WORKFLOWS["publish.yml"]["jobs"]
    runs = [step["run"].split()[:2] for step in jobs["site"]["steps"] if "run" in step]
    assert [run for run in runs if run[0] != "make"] == [
        [".venv/bin/corridor", "check"],
        [".venv/bin/corridor", "verify"],
        [".venv/bin/corridor", "verify"],
    ]
    assert ["make", "site"] in runs
    assert runs.index([".venv/bin/corridor", "check"]) < runs.index(["make", "site"]) < len(runs) - 2
    assert jobs["deploy"]["needs"] == "site"
    assert jobs["deploy"]["if"] == "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"


@pytest.mark.parametrize(("name", "job", "step"), steps_with("run"))
def test_every_command_runs_as_it_stands(name, job, step):
    """One command a step, nothing put into it by the workflow, known here with its options."""
    command = step["run"].strip()
    assert "${{" not in command, "an expression in a command is code for whoever writes it"
    assert "\n" not in command
    words = shlex.split(command)
    variables = {word[1:] for word in words if word.startswith("$")}
    assert variables <= set(step.get("env", {}))
    words = ["2026-1" if word.startswith("$") else word for word in words]
    if words[0] == "make":
        check_make(words[1:])
    elif words[0] == ".venv/bin/corridor":
        check_corridor(words[1:])
    else:
        assert words[:3] == [".venv/bin/python", "-m", "corridor.figure_diff"]
        check_figure_diff(words[3:])


def check_make(words: list[str]) -> None:
    asked = subprocess.run(
        ["make", "--dry-run", *words],  # noqa: S607 - the make of the machine, as the workflow calls it
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr


def check_corridor(words: list[str]) -> None:
    group = get_command(cli.app)
    context = group.make_context("corridor", [], resilient_parsing=True)
    command = group.get_command(context, words[0])
    assert command is not None, words[0]
    command.make_context(words[0], words[1:], parent=context)


def check_figure_diff(words: list[str]) -> None:
    assert importlib.util.find_spec("corridor.figure_diff") is not None
    asked = figure_diff.parser().parse_args(words)
    assert isinstance(asked, argparse.Namespace)


def test_a_command_that_does_not_exist_is_noticed():
    with pytest.raises(AssertionError):
        check_make(["publish-everything"])
    with pytest.raises(AssertionError):
        check_corridor(["publihs"])
    with pytest.raises(Exception, match="--engin"):
        check_corridor(["build", "--engin", "quarto"])


def test_scripts_take_nothing_from_outside_but_the_list_of_figures():
    scripts = [
        step["with"]["script"] for _, _, step in steps_with("uses") if "script" in step.get("with", {})
    ]
    assert len(scripts) == 2
    for script in scripts:
        assert "${{" not in script
        assert "payload" not in script
    assert f'const mark = "{figure_diff.MARK}";' in scripts[1]
