"""Bounds on what a hostile file may cost, set once for the whole process.

A PDF hides its structure in compressed streams that the parser must inflate merely to count pages: 300 kB may stand
for 300 MB. These limits turn such a file into a parsing error.
"""

from __future__ import annotations

from typing import Final

import pikepdf

MEBIBYTE: Final = 1024 * 1024

MAX_SENT: Final = 20 * MEBIBYTE
"""One file as it leaves the sender's device: a photograph or a scan, before it is made smaller."""

MAX_PAGES: Final = 500
"""Pages of one PDF."""

MAX_FRAMES: Final = 60
"""Pictures of one TIFF, and pages that a candidate puts together into one piece."""

MAX_PIXELS: Final = 100_000_000
"""Pixels of one image: an A3 page scanned at 600 dots per inch has 70 million."""

MAX_DECODED_PIXELS: Final = 25_000_000
"""Above this an image is checked, and placed on a page, without ever being decoded whole (75 MB)."""

MAX_WEBP_PIXELS: Final = 16_000_000
"""Pixels of a WebP, whose decoder needs eighteen bytes for each."""

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=32 * MEBIBYTE,
    run_length_max_memory=32 * MEBIBYTE,
    png_max_memory=32 * MEBIBYTE,
    tiff_max_memory=32 * MEBIBYTE,
    dct_max_memory=32 * MEBIBYTE,
    parser_max_container_size=1_000_000,
    doc_max_warnings=1_000,
)
