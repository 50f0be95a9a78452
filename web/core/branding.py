"""An organisation's colour, made legible: as a ground, as the ink on it, and as text on paper."""

import re
from typing import NamedTuple

PAPER, INK, WHITE = "#fbf7f0", "#211d1a", "#ffffff"
HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
DEFAULT = "#1f4b43"


class Brand(NamedTuple):
    ground: str
    ink: str
    text: str


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG between two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, ground: str = PAPER, ratio: float = 4.5) -> str:
    """The colour, as dark as it must be to be read on the ground."""
    channels = [float(channel) for channel in _channels(colour)]
    while contrast(colour, ground) < ratio:
        channels = [channel * 0.93 for channel in channels]
        colour = "#" + "".join(f"{int(channel):02x}" for channel in channels)
    return colour


def brand(colour: str | None) -> Brand:
    """The three uses of a colour; anything but #rrggbb gives the suite's own."""
    ground = colour if colour and HEX.match(colour) else DEFAULT
    ink = WHITE if contrast(WHITE, ground) >= 4.5 or contrast(WHITE, ground) > contrast(INK, ground) else INK
    if contrast(ink, ground) < 4.5:
        ground = darkened(ground, WHITE)
        ink = WHITE
    return Brand(ground.lower(), ink, darkened(ground.lower(), "#f3ecdf"))
