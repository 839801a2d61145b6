"""Text that tries to become something else, planted in every place where text of others comes in."""

import csv
import re
from pathlib import Path

import yaml

from corridor.project import Project

# No digits, braces or TeX: these are refused in some registers, and tried where they are not.
CORE = (
    '<script>pwn("{0}")</script> <img src=x onerror=pwn()> **strong{0}** [link](javascript:pwn) '
    '![pic](https://pwn.example/p.png) `<b>` << cycler >> <% include "x" %> @pwn-key [@pwn] '
    '#read("/etc/passwd") #import "@preview/x:a" &lt;i&gt; ]]> ^[note] ~sub~ | cell | --> "q" \' #'
)
MORE = ' {{{{ 7*7 }}}} $x^2$ \\input{{/etc/passwd}} `<b>`{{=html}} [s]{{.figure onclick="pwn"}} {{0.__class__}} {{}}'
# Names of charts have little room.
SHORT = {"PRK": "=<img src=x onerror=p()>", "CHN": "@[a](javascript:p)*b*", "RUS": "-$x$#r()<script>"}


def hostile(place: str, begin: str = "=") -> str:
    """Text that names its place, as far as any place takes it."""
    return f"{begin}{place} " + CORE.format(place)


def worse(place: str, begin: str = "=") -> str:
    """The same with what only some places take."""
    return hostile(place, begin) + MORE.format()


def plant(project: Project, edition: str) -> None:
    """Plant it in all files of a project that hold texts of others."""
    _edition(project.reports / "editions" / f"{edition}.yml")
    _region(project.definitions / "regions" / "north-east-asia.yml")
    _economies(project.definitions / "economies.csv")
    for source in ("migrant_stock", "population"):
        _source(project.data / source / "source.yml", source.replace("_", ""))
    _contested(project.definitions / "contested_estimates.yml")
    _bibliography(project.reports / "references.bib")


def _changed(path: Path, change) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _edition(path: Path) -> None:
    _changed(path, lambda content: content.update(title=worse("Title")))


def _region(path: Path) -> None:
    _changed(path, lambda content: content.update(name=worse("Region"), note=worse("Note"), article="+<i>"))


def _economies(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        if row[0] in SHORT:
            row[3:7] = [worse(f"Name{row[0]}"), worse(f"Text{row[0]}", "-"), SHORT[row[0]], "+<i>"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _source(path: Path, name: str) -> None:
    def change(content) -> None:
        for key in ("publisher", "abbreviation", "title", "citation", "licence"):
            content[key] = worse(name + key)
        for column in content["columns"].values():
            column |= {"unit": worse("unit"), "meaning": worse("meaning")}
        for limit in content["limits"]:
            limit["text"] = worse("limit", ": ")
        for at, vintage in content["vintages"].items():
            vintage |= {key: worse(name + key) for key in ("title", "coverage", "citation")}
            vintage["label"] = worse(f"{name}label{at}")
            vintage["accepted"] = {"reason": worse("reason"), "findings": [worse("finding")]}

    _changed(path, change)


def _contested(path: Path) -> None:
    def change(content) -> None:
        for at, entry in zip("AB", content["estimates"], strict=True):
            entry |= {key: hostile(key + at) for key in ("label", "period", "note", "counted")}
            entry["low"]["words"] = hostile("words")

    _changed(path, change)


def _bibliography(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    own = re.sub(r"([&%$#_])", r"\\\1", hostile("Bib"))
    assert "Cross-Border Human Flows in Northeast Asia" in text
    path.write_text(text.replace("Cross-Border Human Flows in Northeast Asia", own), encoding="utf-8")
