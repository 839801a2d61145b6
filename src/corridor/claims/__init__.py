"""Predicates behind the prose: what may be said of figures, evaluated on the figures themselves.

A template never decides by itself that something rose or ranks first. It asks a claim, which carries the figures
it rests on. `thresholds` names and dates the limits behind the words.
"""

from corridor.claims.change import Trend, trend
from corridor.claims.fractions import fraction
from corridor.claims.migration import Balance, Interval, balance, interval, selective, selective_of_low
from corridor.claims.series import Crossing, Streak, Turning, crossing, streak, turning_point
from corridor.claims.standing import Comparison, Rank, compare, concentrated, majority, rank
from corridor.claims.thresholds import THRESHOLDS, Threshold

__all__ = [
    "THRESHOLDS",
    "Balance",
    "Comparison",
    "Crossing",
    "Interval",
    "Rank",
    "Streak",
    "Threshold",
    "Trend",
    "Turning",
    "balance",
    "compare",
    "concentrated",
    "crossing",
    "fraction",
    "interval",
    "majority",
    "rank",
    "selective",
    "selective_of_low",
    "streak",
    "trend",
    "turning_point",
]
