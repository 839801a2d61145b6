"""Admitting a new release of a source: read strictly, checked, compared with the one before, locked."""
