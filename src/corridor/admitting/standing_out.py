"""What stands out: how far a figure must have moved beyond what others did to be asked about."""

from __future__ import annotations

import numpy as np

from corridor.admitting.panels import Values

# What nine in ten figures of a release stay below says how much it was revised; a slip stands out tenfold.
USUAL, TENFOLD = 0.9, 10.0
# A whole line stands out fivefold: of the region's, real revisions moved none by more than 3.2 times as much as that.
FIVEFOLD = 5.0
# One figure that moved by a hundredth stands out where the next one did by a fifth of that.
ALONE_LEAST, ALONE = 0.01, 5.0
# Where so much moved, nothing stands out.
TOO_MUCH = 1.5


def beyond(sizes: Values, least: float, times: float = TENFOLD) -> float:
    """What stands out among sizes, at the least so much; endless where nothing does."""
    given = sizes[np.isfinite(sizes)]
    limit = max(least, times * float(np.quantile(given, USUAL))) if given.size else np.inf
    return limit if limit < TOO_MUCH else np.inf


# Of figures with more decimals than these none is told from one that is not rounded.
_UNITS = tuple(10.0**power for power in range(0, -7, -1))


def grain(values: Values) -> float:
    """Unit in which figures are written: of 1.25 and 3.5 it is 0.01."""
    given = values[np.isfinite(values)]
    return float(grains(given).min()) if given.size else _UNITS[0]


def grains(values: Values) -> Values:
    """Unit in which each figure is written: of 1.25 it is 0.01, of 3.5 it is 0.1; nought for more decimals."""
    found = np.zeros(values.shape)
    for unit in reversed(_UNITS):
        with np.errstate(invalid="ignore"):
            whole = np.abs(values - np.round(values / unit) * unit) < unit / 1e4
        found[whole] = unit
    return found


def alone(sizes: Values) -> float:
    """Above what one size stands out alone: several times as far as the one that comes next; endless for none."""
    first, second = np.sort(np.nan_to_num(sizes), axis=None)[:-3:-1] if sizes.size > 1 else (0.0, 0.0)
    limit = max(ALONE_LEAST, ALONE * float(second))
    return limit if first > limit else np.inf
