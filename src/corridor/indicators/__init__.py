"""Indicators: every other file of this folder declares one, and `base/` holds what they share."""

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.compute import compute_economy, compute_region, evaluate, load_tables
from corridor.indicators.base.declaration import THEMES, WITHHELD, Example, Indicator
from corridor.indicators.base.examples import run_example
from corridor.indicators.base.registry import defined_for, definition, in_order, indicator, registry
from corridor.indicators.base.selectors import rows_of
from corridor.indicators.base.sets import IndicatorSet, UnknownValueError, merged
from corridor.indicators.base.tables import Tables, TableView
from corridor.indicators.base.values import IndicatorValue, Input
from corridor.indicators.base.wishes import Except

__all__ = [
    "THEMES",
    "WITHHELD",
    "Area",
    "Covered",
    "Example",
    "Except",
    "Indicator",
    "IndicatorSet",
    "IndicatorValue",
    "Input",
    "TableView",
    "Tables",
    "UnknownValueError",
    "compute_economy",
    "compute_region",
    "defined_for",
    "definition",
    "evaluate",
    "in_order",
    "indicator",
    "load_tables",
    "merged",
    "registry",
    "rows_of",
    "run_example",
]
