"""Developing: what each look does to light that is known exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.studio.family import Shot
from generation.engine.studio.film import grain_plate
from generation.engine.studio.looks import LOOKS

from .standing_in import CHART, SETTINGS, Stripes, develop, patches

pytestmark = pytest.mark.render
#: Wide enough that bloom from one stripe stays out of the middle of the next.
WIDE = replace(SETTINGS, width=640, height=120)


@pytest.fixture(scope="module")
def charts():
    """The chart in every look, by name."""
    return {look: develop(Stripes(), replace(WIDE, look=look))[0] for look in LOOKS}


def chroma(colour):
    return float(colour.max() - colour.min())


def grain(frame, stripe=2):
    """Unrest within a grey stripe, in levels."""
    width = frame.shape[1] / len(CHART)
    area = frame[45:75, int((stripe + 0.3) * width) : int((stripe + 0.7) * width), 1].astype(float)
    return float((area - area.mean(axis=1, keepdims=True)).std())


@pytest.mark.parametrize("look", list(LOOKS))
def test_more_light_is_never_darker(charts, look):
    greys = patches(charts[look])[:5].mean(axis=1)
    assert (np.diff(greys) > 4).all()


def test_natural_keeps_greys_grey_and_colours_their_own(charts):
    seen = patches(charts["natural"])
    assert all(chroma(grey) < 14 for grey in seen[:5])
    assert [int(np.argmax(colour)) for colour in seen[5:]] == [0, 1, 2]


def test_cinematic_has_more_contrast_than_natural(charts):
    spans = {look: patches(charts[look])[[0, 3]].mean(axis=1) for look in ("natural", "cinematic")}
    assert np.diff(spans["cinematic"]) > np.diff(spans["natural"]) * 1.03


def test_documentary_has_paler_colours_than_natural(charts):
    for index in (5, 6, 7):
        assert chroma(patches(charts["documentary"])[index]) < 0.97 * chroma(
            patches(charts["natural"])[index]
        )


def test_film_grains_more_than_documentary_and_that_more_than_natural(charts):
    amounts = [grain(charts[look]) for look in ("natural", "documentary", "film", "historical")]
    assert amounts == sorted(amounts)
    assert amounts[2] > 1.8 * amounts[0]


def test_film_lifts_its_blacks(charts):
    black = {
        look: develop(Stripes([(0.0, 0.0, 0.0)]), replace(SETTINGS, look=look))[0].mean() for look in LOOKS
    }
    assert black["natural"] < 1.5
    assert black["film"] > black["natural"] + 1


def test_historical_is_one_warm_tone_whatever_the_colour(charts):
    seen = patches(charts["historical"])
    for colour in seen[1:]:
        red, green, blue = colour
        assert red >= green >= blue
    spread = [(red - blue) for red, _, blue in seen[1:8]]
    assert max(spread) < 70
    assert max(spread[1:3]) > 8


def test_historical_sees_blue_brighter_than_red(charts):
    red, _, blue = patches(charts["historical"])[5:]
    assert blue.mean() > red.mean() + 10


def test_a_vignette_darkens_corners_and_not_the_middle():
    even = Stripes([(0.18, 0.18, 0.18)])
    for look, least in (("documentary", 0.9), ("historical", 0.2)):
        frame = develop(even, replace(SETTINGS, look=look))[0].astype(float)
        corner, middle = frame[:8, :8].mean(), frame[40:50, 70:90].mean()
        assert least * middle < corner < middle
        if look == "historical":
            assert corner < 0.85 * middle


def test_only_historical_flickers():
    even = Stripes([(0.18, 0.18, 0.18)])
    unrest = {}
    for look in LOOKS:
        frames = develop(even, replace(SETTINGS, look=look), 8)
        unrest[look] = float(np.std([frame.mean() for frame in frames]))
    assert unrest["historical"] > 0.8
    assert max(value for look, value in unrest.items() if look != "historical") < 0.4


def test_grain_moves_from_frame_to_frame_and_repeats_with_the_seed():
    settings = replace(SETTINGS, look="film")
    first, second = develop(Stripes(), settings, 2)
    assert not np.array_equal(first, second)
    assert np.array_equal(develop(Stripes(), settings)[0], first)
    assert not np.array_equal(develop(Stripes(), replace(settings, seed=4))[0], first)


def test_exposure_is_metered_once_so_that_a_dawn_gets_brighter():
    dawn = Stripes([(0.05, 0.05, 0.05)], brightness=lambda t: 1.0 if t < 0.1 else 4.0)
    frames = develop(dawn, SETTINGS, 6)
    assert frames[-1].mean() > frames[0].mean() + 40


def test_the_meter_corrects_in_part_so_that_night_stays_dark():
    dim, bright = (develop(Stripes([(v, v, v)]), SETTINGS)[0].mean() for v in (0.02, 0.4))
    assert dim < 0.4 * bright


def test_bloom_spreads_from_bright_light_alone():
    def beside(light):
        frame = develop(Stripes([(0.02,) * 3, (light,) * 3, (0.02,) * 3]), WIDE)[0]
        return frame[50:70, 180:200].mean()

    assert beside(60.0) > beside(0.02) + 8


def test_a_grain_plate_is_even_and_its_own_by_seed():
    plate = grain_plate(Shot(SETTINGS, {}))
    assert plate.shape == (512, 512, 3)
    assert abs(plate.mean()) < 0.01
    assert plate.std() == pytest.approx(1, abs=0.01)
    assert not np.array_equal(plate, grain_plate(Shot(replace(SETTINGS, seed=99), {})))
