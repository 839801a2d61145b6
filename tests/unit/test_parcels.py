"""Several files as one piece of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.parcels import packed, unpacked

FILES = st.dictionaries(st.text(max_size=20), st.binary(max_size=50), max_size=5)


@given(FILES, st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_what_is_packed_comes_out_again(files, about):
    assert unpacked(packed(files, about)) == (files, about)


def test_the_order_of_the_files_does_not_matter():
    assert packed({"a": b"1", "b": b"2"}) == packed({"b": b"2", "a": b"1"})


@pytest.mark.parametrize("damaged", [b"", b"{}", packed({"a": b"12"})[:-1], packed({"a": b"12"}) + b"3"])
def test_what_is_no_parcel_is_refused(damaged):
    with pytest.raises((ValueError, KeyError)):
        unpacked(damaged)
