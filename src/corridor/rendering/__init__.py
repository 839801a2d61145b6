"""From a staged Quarto project to HTML and PDF."""

from corridor.rendering.engines import Engine, choose

__all__ = ["Engine", "choose"]
