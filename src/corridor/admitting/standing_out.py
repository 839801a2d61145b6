"""What stands out: how far a figure must have moved beyond what others did to be asked about."""

from __future__ import annotations

import numpy as np

from corridor.admitting.panels import Values

# What nine in ten figures of a release stay below says how much it was revised; a slip stands out tenfold.
USUAL, TENFOLD = 0.9, 10.0
# One figure that moved by a hundredth stands out where the next one did by a fifth of that.
ALONE_LEAST, ALONE = 0.01, 5.0
# Where so much moved, nothing stands out.
TOO_MUCH = 1.5


def beyond(sizes: Values, least: float) -> float:
    """What stands out among sizes, at the least so much; endless where nothing does."""
    given = sizes[np.isfinite(sizes)]
    limit = max(least, TENFOLD * float(np.quantile(given, USUAL))) if given.size else np.inf
    return limit if limit < TOO_MUCH else np.inf


def alone(sizes: Values) -> float:
    """Above what one size stands out alone: several times as far as the one that comes next; endless for none."""
    first, second = np.sort(np.nan_to_num(sizes), axis=None)[:-3:-1] if sizes.size > 1 else (0.0, 0.0)
    limit = max(ALONE_LEAST, ALONE * float(second))
    return limit if first > limit else np.inf
