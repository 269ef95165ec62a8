"""Moving textures of which the picture at any instant is known."""

from __future__ import annotations

import cv2
import numpy as np

HEIGHT, WIDTH = 144, 256
DOWN, ACROSS = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)


def texture(seed, fine=2.0):
    """Twice the size of a picture, float32, detailed at three scales."""
    noise = np.random.default_rng(seed).standard_normal((HEIGHT * 2, WIDTH * 2, 3)).astype(np.float32)
    mixed = sum(cv2.GaussianBlur(noise, (0, 0), fine * times) * times for times in (1, 3, 9))
    mixed -= mixed.min()
    return mixed / mixed.max() * 255


GROUND, DISC = texture(1), texture(2, 1.5)


def read(picture, across, down):
    return cv2.remap(picture, across.astype(np.float32), down.astype(np.float32), cv2.INTER_CUBIC)


def panned(seconds, speed=(90, 30)):
    """The camera glides, by pixels a second."""
    return read(GROUND, ACROSS + 80 + speed[0] * seconds, DOWN + 60 + speed[1] * seconds)


def turned(seconds):
    """The camera rolls and comes nearer."""
    angle, near = 0.5 * seconds, 1 + 0.2 * seconds
    across, down = (ACROSS - WIDTH / 2) / near, (DOWN - HEIGHT / 2) / near
    sine, cosine = np.sin(angle), np.cos(angle)
    return read(GROUND, cosine * across - sine * down + WIDTH, sine * across + cosine * down + HEIGHT)


def passed(seconds):
    """A disc passes before a ground that moves the other way: places are covered and uncovered."""
    x, y = 80 + 90 * seconds, HEIGHT / 2 + 15 * np.sin(4 * seconds)
    there = np.clip(34.5 - np.hypot(ACROSS - x, DOWN - y), 0, 1)[..., None]
    return panned(seconds, (40, 0)) * (1 - there) + read(DISC, ACROSS - x + WIDTH, DOWN - y + HEIGHT) * there


def frame(picture):
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def psnr(picture, truth):
    """Decibels of a picture against the truth."""
    error = np.mean((picture.astype(np.float64) - truth.astype(np.float64)) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))
