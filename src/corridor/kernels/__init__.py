"""Kernels for notebooks: cold ones, started anew, and warm ones, forked from a process that is ready for work.

Nine tenths of a short notebook's time go into starting a kernel, importing libraries and reading tables. `warm` does
that once, in a process of its own, and forks a child for every run. A child is used for one run only, so nothing that
a notebook leaves behind reaches another. Where forking is not to be had, `cold` serves.

    fleet.py      what the rest of the package uses: starts the warm process, hands it runs, yields how each ended
    warm.py       the warm process: imports, tables, forks, limits
    shell.py      ipykernel's kernel in a forked child, its messages handed to nbclient without a socket
    watching.py   notes which files a notebook opens by itself
    streams.py    what a cell writes to standard output and standard error
    drawing.py    a process that draws charts for the children, whose script engine starts once
    cold.py       a kernel in a fresh interpreter, over sockets in a private folder
    processes.py  ends of processes: a child never outlives its parent
    meter.py      how much a notebook may put out
"""
