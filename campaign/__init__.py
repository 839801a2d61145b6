"""Seeded errors: planted in real releases one at a time, admitted as the next release, and counted if caught."""
