"""Seeded errors: planted in real releases one at a time, admitted as a publisher's next release, and counted if caught."""
