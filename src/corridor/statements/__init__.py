"""Published statements, computed again with every vintage at hand, each with a verdict that is never typed."""

from corridor.statements.declaration import VERDICTS, Statement
from corridor.statements.files import FIELDS, statements_table
from corridor.statements.reading import FILE, read_statements
from corridor.statements.results import Reading, StatementResult, compute_statements, statements

__all__ = [
    "FIELDS",
    "FILE",
    "VERDICTS",
    "Reading",
    "Statement",
    "StatementResult",
    "compute_statements",
    "read_statements",
    "statements",
    "statements_table",
]
