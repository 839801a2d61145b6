"""Memory is given back where the C library can, and nothing fails where it cannot."""

import ctypes

import pytest

from corridor.memory import give_back


def test_it_is_given_back():
    give_back()


@pytest.mark.parametrize("library", [None, object()])
def test_a_c_library_without_it_is_no_fault(monkeypatch, library):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    give_back()
