"""The sound beside the frames: as long as they are, and never louder than full scale."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from generation.finishing.sound import BLOCK, write_sound

from .finishing import Tone, tone


def heard(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return data.reshape(-1, file.getnchannels())


@pytest.mark.parametrize("given", [0.5, 1.0, 1.7])
def test_exactly_as_long_as_the_picture(tmp_path: Path, given: float) -> None:
    samples = heard(write_sound(tmp_path / "sound.wav", tone(given), 1.0))
    assert samples.shape == (48_000, 2)


def test_silence_follows_sound_that_ends(tmp_path: Path) -> None:
    samples = heard(write_sound(tmp_path / "sound.wav", tone(0.5), 1.0))
    assert np.abs(samples[:24_000]).max() > 16_000
    assert np.abs(samples[24_000:]).max() == 0


def test_too_loud_is_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    loud = Tone(np.full((4_800, 2), 3.0, np.float32))
    assert set(heard(write_sound(tmp_path / "sound.wav", loud, 0.1)).ravel()) == {32_767}
    quiet = Tone(np.full((4_800, 2), -3.0, np.float32))
    assert set(heard(write_sound(tmp_path / "sound.wav", quiet, 0.1)).ravel()) == {-32_767}


def test_blocks_join_without_a_gap(tmp_path: Path) -> None:
    ramp = np.linspace(-1, 1, 3 * BLOCK + 17, dtype=np.float32)[:, None]
    samples = heard(write_sound(tmp_path / "sound.wav", Tone(ramp), len(ramp) / 48_000))
    assert len(samples) == len(ramp)
    assert np.diff(samples[:, 0].astype(int)).min() >= 0


def test_one_channel_stays_one(tmp_path: Path) -> None:
    assert heard(write_sound(tmp_path / "sound.wav", tone(0.1, 8_000, channels=1), 0.1)).shape == (800, 1)
