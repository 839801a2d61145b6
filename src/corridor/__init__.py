"""Corridor: reproducible policy reports on international migration and labour mobility."""

__version__ = "0.1.0"
