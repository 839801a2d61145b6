"""A small evaluator of the arithmetic that records of derived numbers state.

It knows numbers, names of indicators with an optional year, the four operations, differences in absolute terms, sums
over the values that a record carries, and the phrases by which differences between editions are told.
"""

import ast
import math
import operator
import re

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_NAME = re.compile(r"([a-z]+(?:_[a-z0-9]+)+)(?:\(((?:19|20)\d\d)\))?")
_EDITION = re.compile(r", edition [\d.-]+")
_SUFFIX = re.compile(r", on the tables of edition [\d.-]+$")
# Steps of a comparison: the last value that the record carries less the first.
_STEP = re.compile(
    r"\w+\(\d{4}\) (on the tables of edition [\d.-]+ − on those of|from \d{4} − from|as edition .* − as)"
)
_MEAN = re.compile(r"\w+\(\d{4}\) with (\w+) \S+ − with \S+, mean over the orders")
_SUM = re.compile(r"(?:Σ|sum of) [\w()]+ over (?:the economies that have it|\d+ corridors\b.*)")
_OTHERS = re.compile(r"(\w+)\(OTH \+ UNK\)")
_NEGATED = re.compile(r"−1 · \((.*)\)")


class UnreadableError(Exception):
    """The arithmetic is told in words that this evaluator does not know, or a value is not at hand."""


def compute(formula, figures, values):
    """Result of a formula.

    Parameters
    ----------
    formula : str
        The arithmetic of the record.
    figures : list of str
        Identifiers that the record carries, in its order.
    values : dict
        Values by identifier.
    """
    negated = _NEGATED.fullmatch(formula)
    if negated:
        return -compute(negated.group(1), figures, values)
    if _STEP.match(formula):
        return _value(figures[-1], values) - _value(figures[0], values)
    mean = _MEAN.match(formula)
    if mean:
        return _mean(mean.group(1), figures, values)
    if _SUM.fullmatch(formula):
        return math.fsum(_value(figure, values) for figure in figures)
    others = _OTHERS.search(formula)
    if others:
        held = [figure for figure in figures if figure.split("/")[2] in ("OTH", "UNK")]
        together = "/".join((figures[0].split("/")[0], others.group(1), "0000"))
        summed = {**values, together: math.fsum(_value(figure, values) for figure in held)}
        rest = [together, *(figure for figure in figures if figure not in held)]
        return compute(_OTHERS.sub(r"\1", formula), rest, summed)
    return _arithmetic(_EDITION.sub("", _SUFFIX.sub("", formula)), figures, values)


def _value(figure, values):
    if figure not in values:
        raise UnreadableError(f"{figure} is not at hand")
    return values[figure]


def _mean(source, figures, values):
    """Effect of one of two sources, averaged over both orders of exchanging them."""
    if len(figures) != 4:
        raise UnreadableError("more than two sources")
    start, *mixes, end = figures
    alone = next(figure for figure in mixes if f"[{source}=" in figure)
    other = next(figure for figure in mixes if figure != alone)
    first = _value(alone, values) - _value(start, values)
    last = _value(end, values) - _value(other, values)
    return (first + last) / 2


def _arithmetic(text, figures, values):
    """Evaluate ordinary arithmetic; a name stands for the only value that the record carries under it."""
    found = {}

    def named(match):
        name = f"v{len(found)}"
        found[name] = _named(match.group(1), match.group(2), figures, values, taken=len(found))
        return name

    plain = _NAME.sub(named, re.sub(r"(?<=\d),(?=\d{3})", "", text))
    plain = re.sub(r"\|([^|]*)\|", r"abs(\1)", plain).replace("·", "*").replace("−", "-")
    try:
        return _evaluated(ast.parse(plain, mode="eval").body, found)
    except SyntaxError:
        raise UnreadableError(text) from None


def _named(indicator, year, figures, values, *, taken):
    fitting = [
        figure
        for figure in figures
        if (parts := figure.partition("@")[0].split("/"))[1] == indicator and year in (None, parts[-1])
    ]
    if len(fitting) == 1:
        return _value(fitting[0], values)
    # The same indicator and year of two economies or editions: in the order of the formula.
    if len(fitting) == 2 and len(figures) == 2:
        return _value(fitting[1 - taken] if "@" in fitting[0] else fitting[taken], values)
    raise UnreadableError(f"{indicator} stands for {len(fitting)} values")


def _evaluated(node, found):
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name) and node.id in found:
        return found[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_evaluated(node.left, found), _evaluated(node.right, found))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluated(node.operand, found)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "abs":
        return abs(_evaluated(node.args[0], found))
    raise UnreadableError(ast.dump(node)[:80])
