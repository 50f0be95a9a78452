"""QR codes as drawings of a page."""

import segno
from markupsafe import Markup


def qr_code(address: str, says: str) -> Markup:
    """The address as a drawing, dark on white in any theme."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=6,
        border=3,
        dark="#211d1a",
        light="#ffffff",
        svgclass="c-qr",
        lineclass=None,
        omitsize=True,
        title=says,
    )
    return Markup(drawn)  # noqa: S704 - drawn here from an address of ours, its title escaped by segno
