"""Templates run in a sandbox: what one may not do, or cannot, is refused with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from corridor.errors import RenderingError
from corridor.rendering import bounds

_NO_LINE = "templates/"
_PACKAGE = Path(__file__).parents[1]
_COUNTING = (Path(__file__), Path(bounds.__file__))
# Signs of a text that a template makes by repeating another.
_MOST = 100_000
# Units; a call takes as long as so many runs of a loop.
_A_CALL, _A_SUM = 20, 3
# What chance decides is another thing each time.
_BY_CHANCE = ("random", "lipsum")
# Filters that look at no part of what they are given, or at one.
_AT_A_GLANCE = frozenset({"length", "count", "first", "last", "default", "d"})
_COUNTED, _HELD, _TOGETHER = ("corridor_counted", "corridor_held", "corridor_together")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja without a way out of a template, and without an end that a page could not wait for; see `bounds`."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    concat = staticmethod(bounds.joined)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in _BY_CHANCE:
            self.filters.pop(name, None)
            self.globals.pop(name, None)
        for name, fill in self.filters.items():
            self.filters[name] = _bounded(name, fill)
        self.filters |= {_COUNTED: bounds.counted, _HELD: _held, _TOGETHER: _together}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template, and have what it loops over, holds and joins counted."""
        return _Counting().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]

    def _load_template(self, name: str, globals: Any) -> jinja2.Template:  # noqa: A002 - Jinja calls it so
        # One that takes in two, each of which takes in two, is endless as well.
        bounds.spend(100)
        return super()._load_template(name, globals)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply small numbers, repeat texts a few times, and join what is short."""
        bounds.spend(_A_SUM)
        if isinstance(left, str | bytes) and operator == "%":
            bounds.require_narrow(str(left), [right])
        elif not isinstance(left, float) and not isinstance(right, float):
            bounds.weigh(left, right)
        if operator in ("*", "**"):
            for one, other in ((left, right), (right, left)):
                times = (
                    isinstance(one, str | bytes | list | tuple)
                    and isinstance(other, int)
                    and bounds.weigh(one) * other
                )
                if times > _MOST or (isinstance(one, int) and abs(one) > 10**30):
                    raise SecurityError(f"{operator} makes more than a page can hold")
        if operator == "**" and isinstance(right, int | float) and abs(right) > 100:
            raise SecurityError("the power is too high")
        return bounds.made(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Fill a pattern only where it is known how long it becomes."""
        fill = super().wrap_str_format(value)
        if fill is None:
            return None
        pattern = str(value.__self__)

        @wraps(fill)
        def filled(*args: Any, **named: Any) -> str:
            bounds.require_narrow(pattern, [*args, *named.values()])
            return fill(*args, **named)

        return filled

    def call(self, context: Context, obj: Any, /, *args: Any, **named: Any) -> Any:
        """Call what a template calls, once it is known that it has an end."""
        bounds.spend(_A_CALL)
        if isinstance(obj, LoopContext):
            args = (bounds.counted(args[0]), *args[1:]) if args else args
        if isinstance(of := getattr(obj, "__self__", None), str | bytes | int | list | tuple | dict):
            bounds.require_short(of, [*args, *named.values()])
        return bounds.made(super().call(context, obj, *args, **named))


class _Counting(NodeTransformer):
    """Puts what a template loops over, holds, compares and joins through a filter that counts it."""

    def visit(self, node: nodes.Node, *_: Any, **__: Any) -> Any:
        """Count the runs of a loop; weigh lists within lists, which are compared part by part, and joined texts."""
        self.generic_visit(node)
        if isinstance(node, nodes.For):
            node.iter = _through(_COUNTED, node.iter)
        elif isinstance(node, nodes.Compare):
            node.expr = _through(_HELD, node.expr)
        elif isinstance(node, nodes.Concat):
            return _through(_TOGETHER, nodes.List(node.nodes, lineno=node.lineno))
        elif isinstance(node, nodes.List | nodes.Dict) or (
            isinstance(node, nodes.Tuple) and node.ctx == "load"
        ):
            return _through(_HELD, node)
        return node


def _through(name: str, node: Any) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _held(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        bounds.weigh(value)
    return value


@jinja2.pass_eval_context
def _together(context: nodes.EvalContext, parts: Iterable[Any]) -> str:
    bounds.weigh(parts)
    return str_join(parts) if not context.autoescape else markup_join(parts)


def _bounded(name: str, fill: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja's own filter, called once it is known that what comes out is short."""
    beside = int(hasattr(fill, "jinja_pass_arg"))

    @wraps(fill)
    def filled(*args: Any, **named: Any) -> Any:
        value, others = args[beside], [*args[beside + 1 :], *named.values()]
        if name in _AT_A_GLANCE:
            bounds.spend()
        elif name == "format":
            bounds.require_narrow(str(value), others)
        elif name == "sum" and not all(isinstance(other, str | int | float | None) for other in others):
            raise SecurityError("only numbers are summed")
        else:
            bounds.require_short(value, others)
        return bounds.made(fill(*args, **named))

    return filled


def with_line(templates: Path, fill: Callable[[], str], name: str = "") -> str:
    """Fill a template; a fault in it names the template's file and line.

    Parameters
    ----------
    templates : Path
        The folder of the templates.
    fill : callable
        What fills one.
    name : str
        The template, below the folder; for faults that have no line.

    Raises
    ------
    RenderingError
        If the template is not valid, asks for what does not exist or what it may not have, or cannot be computed.
    """
    try:
        with bounds.bounded():
            return fill()
    except jinja2.TemplateSyntaxError as error:
        raise RenderingError(
            "A template is not valid.",
            where=f"templates/{error.name}, line {error.lineno}",
            found=str(error.message),
            todo="Correct that line.",
        ) from None
    except jinja2.TemplateNotFound as error:
        raise RenderingError(
            f"The template {error.name} does not exist.",
            where=_template_line(templates, error),
            expected="a file below templates/",
            todo="Create it, or correct its name.",
        ) from None
    except bounds.EndlessError as error:
        raise RenderingError(
            "A template has no end, or one that no page comes to.",
            where=_template_line(templates, error),
            expected="what a page can hold",
            found=str(error),
            todo="Correct that line; compute what is large in the report.",
        ) from None
    except SecurityError as error:
        raise RenderingError(
            "A template asks for what templates may not do.",
            where=_template_line(templates, error),
            expected="values of the report, filters and macros",
            found=str(error),
            todo="Compute it in the report, and let the template print the result.",
        ) from None
    except jinja2.TemplateError as error:
        raise RenderingError(
            "A template uses a name that does not exist."
            if isinstance(error, jinja2.UndefinedError)
            else str(error),
            where=_template_line(templates, error),
            found=str(error),
            todo="Correct the name, or give the report that value.",
        ) from None
    except (
        ArithmeticError, LookupError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError
    ) as error:  # fmt: skip
        where = _template_line(templates, error)
        # What is nested too deep stops the reading of a template, before it has lines.
        nested = isinstance(error, MemoryError | RecursionError | SyntaxError) and where == _NO_LINE
        if (where == _NO_LINE and not nested) or _is_ours(error):
            raise
        raise RenderingError(
            "A template computes what cannot be computed.",
            where=f"{_NO_LINE}{name}" if nested else where,
            found=f"{type(error).__name__}: {error}",
            todo="Correct that line.",
        ) from None
    except RenderingError as error:
        error.where = error.where or _template_line(templates, error)
        raise


def _is_ours(error: BaseException) -> bool:
    """Whether a fault arose in Corridor's own code, which a template called."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    last = Path(trace.tb_frame.f_code.co_filename) if trace else Path()
    # Where a template calls itself without end, it may come to its end while it is counted.
    return last.is_relative_to(_PACKAGE) and last not in _COUNTING


def _template_line(templates: Path, error: BaseException) -> str:
    """File and line of the innermost template in the traceback."""
    found = _NO_LINE
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(templates):
            found = f"templates/{path.relative_to(templates).as_posix()}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found
