"""The map: equal areas, nothing torn at the antimeridian, arrows that say which way, names that say what."""

import json
import re
from itertools import combinations
from math import hypot

import chart_samples as samples
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor import charts
from corridor.charts.base_map import ground_for
from corridor.charts.flows import Flow, widest_on, width_for
from corridor.charts.geography import POINTS, read_shapes, thinned
from corridor.charts.labels import Board, Box, Wanted, around, beside, settle
from corridor.charts.maps import _moved_apart
from corridor.charts.projections import Projection, clipped, framed, suited
from corridor.economies import all_economies
from corridor.economies import region as region_of
from corridor.errors import ConfigurationError, CorridorError


def shapes():
    return read_shapes(samples.SHAPES)


def area(ring):
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def square(longitude, latitude, size=0.5):
    """A small cell of the graticule with its true area on the unit sphere."""
    west, south, east, north = longitude, latitude, longitude + size, latitude + size
    ring = np.array([(west, south), (east, south), (east, north), (west, north)])
    return ring, np.radians(size) * (np.sin(np.radians(north)) - np.sin(np.radians(south)))


def marks(chart, kind):
    """Rows of the layers of a kind."""
    layers = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == kind]
    return [row for layer in layers for row in chart.spec["datasets"][layer["data"]["name"]]]


@settings(deadline=None)
@given(st.floats(-179, 178), st.floats(-70, 70), st.sampled_from([True, False]))
def test_areas_are_true_wherever_they_lie(longitude, latitude, azimuthal):
    ring, true = square(longitude, latitude)
    near = (round(longitude / 3, 1), 20.0) if azimuthal else (longitude, 0.0)
    flat = Projection(near, azimuthal).flat(ring)
    apart = np.ptp(flat, axis=0).max()
    if apart < 0.1:  # not at the far rim of the globe, where a cell is stretched beyond what its corners show
        assert area(flat) == pytest.approx(true, rel=0.02)


def test_the_far_side_of_the_antimeridian_lies_beside_the_near_one():
    ground = ground_for(shapes(), ["643", "156"], 680)
    west, east = ground.pixels(np.array([(179.9, 66.0), (-179.9, 66.0)]))
    assert hypot(*(east - west)) < 2
    pacific = ground_for(shapes(), ["643", "242", "258", "356"], 680)
    assert not pacific.projection.azimuthal or pacific.projection.center[0] > 100
    west, east = pacific.pixels(np.array([(179.0, -17.0), (-179.0, -17.0)]))
    assert 0 < east[0] - west[0] < 20


def test_a_wide_region_is_cut_where_it_has_its_widest_gap():
    around_pacific = np.array([(150.0, 0.0), (-150.0, 10.0), (100.0, -10.0), (30.0, 0.0), (-80.0, 0.0)])
    assert not suited(around_pacific).azimuthal
    assert suited(around_pacific).center == (155.0, 0.0)
    assert suited(np.array([(100.0, 40.0), (140.0, 35.0)])).azimuthal


def test_outlines_are_cut_at_the_rim_of_the_map():
    band = np.array([(170.0, -10.0), (190.0, -10.0), (190.0, 10.0), (170.0, 10.0)])
    parts = Projection((0.0, 0.0), False).rings(band)
    assert len(parts) == 2
    assert sorted(float(np.sign(part[:, 0]).mean()) for part in parts) == [-1.0, 1.0]
    behind = Projection((0.0, 0.0), True)
    assert behind.rings(band) == []
    across = np.array([(60.0, -10.0), (170.0, -10.0), (170.0, 10.0), (60.0, 10.0)])
    (part,) = behind.rings(across)
    assert np.isfinite(part).all()
    assert np.hypot(*part.T).max() < 2


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), min_size=3, max_size=12))
def test_what_is_cut_stays_in_the_picture(points):
    ring = framed(np.array(points), (100.0, 80.0))
    if len(ring):
        assert ring.min() >= -1e-9
        assert (ring.max(axis=0) <= np.array((100.0, 80.0)) + 1e-9).all()


def test_cutting_leaves_alone_what_is_inside():
    ring = np.array([(1.0, 1.0), (9.0, 1.0), (5.0, 9.0)])
    assert framed(ring, (10.0, 10.0)) is ring
    half = clipped(ring, 5 - ring[:, 0])
    assert area(half) == pytest.approx(area(ring) / 2)


def test_thinned_lines_keep_their_ends_and_the_antimeridian():
    steps = np.linspace(0, 1, 50)
    straight = np.column_stack((steps, np.zeros(50)))
    corner = np.array([(0.0, 0.0), (0.5, 0.001), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    crossing = np.array([(179.0, 60.0), (180.0, 60.1), (180.0, 60.2), (180.0, 60.3), (179.0, 60.4)])
    line, bent, edge = thinned([straight, corner, crossing], 1e-5)
    assert line.tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert [1.0, 0.0] in bent.tolist()
    assert [0.5, 0.001] not in bent.tolist()
    assert edge.tolist() == crossing.tolist()
    assert thinned([], 1.0) == []


def test_neighbours_share_their_borders():
    parted = shapes().shared(["496", "156"])
    assert parted
    assert set(parted) <= set(shapes().shared(["496", "156", "643"]))
    assert shapes().shared(["392", "156"]) == []


def test_crimea_follows_united_nations_usage():
    inside = [
        shapes().outline(ring)
        for ring in shapes().rings["804"]
        if (shapes().outline(ring).mean(axis=0) == pytest.approx((34.2, 45.2), abs=1.0))
    ]
    assert len(inside) == 1
    assert all(
        not (33 < o[:, 0].mean() < 36 and 44 < o[:, 1].mean() < 46)
        for o in (shapes().outline(ring) for ring in shapes().rings["643"])
    )


def test_every_economy_has_a_shape_or_a_point(project):
    wanted = {e.m49 for e in all_economies(project).values() if e.kind == "economy"}
    assert wanted - set(shapes().rings) - set(POINTS) == set()


def test_arrows_end_at_their_destination_and_grow_towards_it():
    flow = Flow((10.0, 50.0), (210.0, 60.0), 8.0, (6.0, 6.0))
    ring = np.array(flow.outline())
    tip = ring[np.hypot(*(ring - (210.0, 60.0)).T).argmin()]
    assert hypot(tip[0] - 210, tip[1] - 60) == pytest.approx(6, abs=1.0)
    start, end = (ring[np.abs(ring[:, 0] - x) < 15] for x in (22, 180))
    assert np.ptp(start[:, 1]) < np.ptp(end[:, 1])
    back = Flow((210.0, 60.0), (10.0, 50.0), 8.0, (6.0, 6.0))
    assert flow.at(0.5)[1] < 55 < back.at(0.5)[1]


def test_arrows_are_as_wide_as_they_have_people():
    assert width_for(2e6, 2e6, 11) == 11
    assert width_for(1e6, 2e6, 11) == pytest.approx(5.5)
    assert 1 <= width_for(1.0, 2e6, 11) < 2
    assert width_for(0.0, 0.0, 11) > 0
    assert widest_on(charts.HALF_WIDTH) < widest_on(charts.FULL_WIDTH)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=2, max_size=6))
def test_dots_are_moved_apart(points):
    moved = _moved_apart({str(k): point for k, point in enumerate(points)})
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(moved.values(), 2)) > 14


def test_a_label_takes_the_first_free_place_and_avoids_lines():
    board = Board(Box(0, 0, 200, 100), dots=[(100.0, 50.0)])
    assert board.place(beside((100.0, 50.0), "Mongolia", (7,)), "Mongolia")[0] > 100
    assert board.place(beside((100.0, 50.0), "China", (7,)), "China")[0] < 100
    assert not any(a.meets(b) for a, b in combinations(board.taken, 2))
    crowded = Board(Box(0, 0, 200, 100), touched=[(150.0, 50.0)] * 9)
    assert crowded.place([(150.0, 50.0)], "Japan", most=1.0) is None
    assert crowded.place([(150.0, 50.0)], "Japan") == (150.0, 50.0)
    assert crowded.place([(150.0, 52.0)], "Japan") is None
    assert around((50.0, 50.0), "Macao").holds(50.0, 50.0)


def test_all_corridors_are_drawn_the_largest_first_and_those_without_a_value_left_out():
    chart = samples.BUILDERS["map"]()
    arrows = [row for row in marks(chart, "geoshape") if "origin" in row]
    assert [(a["origin"], a["destination"]) for a in arrows][:3] == [
        ("CHN", "HKG"),
        ("CHN", "JPN"),
        ("CHN", "MAC"),
    ]
    assert len(arrows) == len(chart.data) == 8
    assert ("TWN", "JPN") not in {(a["origin"], a["destination"]) for a in arrows}


def test_borders_run_as_they_lie_on_the_ground():
    chart = samples.BUILDERS["map"]()
    pieces = {}
    for row in marks(chart, "line"):
        pieces.setdefault(row["piece"], []).append([row["x"], row["y"]])
    drawn = [
        [[float(x) for x in point.split(",")] for point in path.split("L")]
        for path in re.findall(r'd="M([^"Z]*)" stroke="#ffffff"', charts.svg(chart))
    ]
    # Left to itself, Vega joins points from left to right.
    assert any(points != sorted(points) and points[::-1] != sorted(points) for points in pieces.values())
    assert sorted(drawn) == sorted(pieces.values())


def test_names_numbers_and_the_key_are_written():
    written = {row["text"] for row in marks(samples.BUILDERS["map"](), "text")}
    assert {"China", "Hong Kong SAR", "Macao SAR", "Russian Fed.", "2.49 m", "2 m", "200,000"} <= written


def test_the_order_of_rows_changes_nothing():
    turned = samples.pairs_of_places().iloc[::-1]
    chart = samples.map_of("map", samples.PLACES, turned)
    assert charts.spec_json(chart) == charts.spec_json(samples.BUILDERS["map"]())


def test_the_picture_is_light_enough_for_a_page():
    assert len(charts.svg(samples.BUILDERS["map"]())) < 60_000


@pytest.mark.parametrize("region", ["asia-pacific", "north-east-asia-states", "world"])
def test_any_region_has_a_map(project, region):
    members = region_of(project, region).members
    pairs = [("CHN", "JPN", 8.1e5), ("RUS", "CHN", 4e4), ("MNG", "KOR", 5e4)]
    chart = samples.map_of(region, members, pd.DataFrame(pairs, columns=["origin", "destination", "value"]))
    picture = charts.svg(chart)
    assert len(picture) < 150_000
    assert {row["text"] for row in marks(chart, "text")} >= {"China", "Japan", "Mongolia", "Rep. of Korea"}
    xs = [float(x) for x in re.findall(r"M(-?[\d.]+),", picture)]
    assert min(xs) > -80


@pytest.mark.parametrize("codes", [("TUV", "FJI"), ("USA", "CAN"), ("NZL", "COK"), ("MDV", "LKA")])
def test_two_economies_make_a_region(codes):
    pairs = pd.DataFrame([(*codes, 1200.0), (*codes[::-1], 3.0)], columns=["origin", "destination", "value"])
    chart = samples.map_of("two", codes, pairs, unit="persons")
    assert "1,200" in {row["text"] for row in marks(chart, "text")}
    assert chart.height < 520


def test_disclaimer_denies_an_opinion_on_status_and_borders():
    assert "no opinion" in charts.MAP_DISCLAIMER
    assert "legal status" in charts.MAP_DISCLAIMER
    assert "borders" in charts.MAP_DISCLAIMER


def test_what_cannot_be_mapped_is_refused(tmp_path):
    with pytest.raises(CorridorError, match="corridors that end outside it"):
        samples.map_of("out", ["CHN", "HKG"], samples.pairs_of_places())
    places = pd.DataFrame(
        [("CHN", "156", "China"), ("XYZ", "999", "Nowhere")], columns=["code", "m49", "label"]
    )
    pair = pd.DataFrame([("CHN", "XYZ", 1.0)], columns=["origin", "destination", "value"])
    with pytest.raises(CorridorError, match="on no map"):
        charts.region_map("nowhere", shapes(), places, pair)
    broken = tmp_path / "countries.json"
    broken.write_text(json.dumps({"type": "Topology"}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="country shapes"):
        read_shapes(broken)
    with pytest.raises(ConfigurationError, match="country shapes"):
        read_shapes(tmp_path / "absent.json")


def test_labels_that_are_needed_make_others_give_way():
    places = ((50.0, 20.0), (50.0, 60.0))
    wanted = [
        Wanted("a", "Aaaa", places),
        Wanted("b", "Bbbb", places[1:]),
        Wanted("c", "Cccc", places[:1], needed=True),
    ]
    board = Board(Box(0, 0, 100, 100))
    placed = settle(board, wanted)
    assert placed["c"] == places[0]
    assert placed["a"] == places[1]
    assert "b" not in placed
    assert len(board.taken) == 2
    assert settle(Board(Box(0, 0, 100, 100)), []) == {}


@pytest.mark.parametrize("width", [charts.FULL_WIDTH, charts.HALF_WIDTH])
@pytest.mark.parametrize("corridors", [3, 12])
def test_a_small_region_names_all_its_economies(width, corridors):
    chart = samples.map_of("ends", samples.PLACES, samples.pairs_of_places()[:corridors], width=width)
    written = {row["text"].replace("\n", " ") for row in marks(chart, "text")}
    assert set(samples.places_frame(samples.PLACES)["label"]) <= written


def test_corridors_without_people_are_thin_and_have_no_key():
    chart = samples.map_of("none", samples.PLACES, samples.pairs_of_places().assign(value=0.0))
    arrows = [row for row in marks(chart, "geoshape") if "origin" in row]
    assert len(arrows) == 9
    assert len(marks(chart, "geoshape")) == 9 + 2
    assert not {"2 m", "1"} & {row["text"] for row in marks(chart, "text")}
