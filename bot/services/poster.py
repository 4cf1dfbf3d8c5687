"""The poster at a provider's door: A4, to be printed as PDF or PNG. Words in, picture out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import segno
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DPI = 300
WIDTH, HEIGHT = 2480, 3508  # A4 at 300 dots an inch
_SIMPLIFIED = 2  # which face of the font collection
_MARGIN = 190
_PAPER, _INK, _SOFT, _WHITE = "#FFF9F0", "#23324A", "#6F7B8C", "#FFFFFF"
_SKY, _SUN, _LEAF, _ROSE = "#1E7A8C", "#FFC857", "#5BA98A", "#E4715C"
_DOTS = (_ROSE, _SUN, _LEAF)
_HEAD = 1010  # height of the coloured top
_QUIET = 4  # light modules around a QR code, ISO/IEC 18004
_CARD_TOP, _CARD_HEIGHT = 880, 1410
_CODE = 940  # side of the largest QR code, its quiet zone included

Line = tuple[str, str]  # Chinese, and English beside it


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code. link: what it holds, printed below it too."""

    label: Line
    link: str


@dataclass(frozen=True, slots=True)
class Poster:
    """points: what one can do. stamp: across the corner, for a provider that is made up."""

    name: Line
    where: str
    headline: Line
    invitation: Line
    points: Sequence[Line]
    codes: Sequence[Code]
    foot: Line
    stamp: str | None = None


def png(poster: Poster) -> bytes:
    file = io.BytesIO()
    draw(poster).save(file, "PNG", optimize=True, dpi=(DPI, DPI))
    return file.getvalue()


def pdf(poster: Poster) -> bytes:
    """The same picture on one page, with links that can be followed on a screen."""
    file, (width, height) = io.BytesIO(), A4
    page = Canvas(file, pagesize=A4, invariant=True)
    page.setTitle(poster.name[0])
    page.drawImage(ImageReader(draw(poster)), 0, 0, width, height)
    share = width / WIDTH
    for code, (left, top, size) in zip(poster.codes, _squares(poster), strict=True):
        bottom = height - (top + size) * share
        page.linkURL(code.link, (left * share, bottom, (left + size) * share, bottom + size * share))
    page.save()
    return file.getvalue()


def draw(poster: Poster) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    _draw_head(pen, poster)
    _draw_card(pen, poster)
    _draw_points(pen, poster)
    _draw_foot(pen, poster)
    if poster.stamp:
        _draw_stamp(picture, poster.stamp)
    return picture


def modules(link: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of the QR code, True for dark, without the quiet zone. A quarter of it may be damaged."""
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make(link, error="q", micro=False).matrix)


def _draw_head(pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    pen.rectangle((0, 0, WIDTH, _HEAD - 260), _SKY)
    pen.ellipse((-500, _HEAD - 1000, WIDTH + 500, _HEAD), _SKY)
    pen.ellipse((WIDTH - 520, -330, WIDTH + 240, 430), _SUN)
    pen.ellipse((-260, 420, 140, 820), "#2A8FA3")
    pen.ellipse((250, -150, 490, 90), "#2A8FA3")
    _centred(pen, 150, poster.headline[0], 74, _SUN)
    bottom = _centred(pen, 290, poster.name[0], 210, _WHITE, bold=6)
    bottom = _centred(pen, bottom + 40, poster.name[1], 78, "#D7EEF2")
    _centred(pen, bottom + 30, poster.where, 66, "#D7EEF2")


def _draw_card(pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    box = (_MARGIN, _CARD_TOP, WIDTH - _MARGIN, _CARD_TOP + _CARD_HEIGHT)
    pen.rounded_rectangle((box[0] + 10, box[1] + 18, box[2] + 10, box[3] + 18), 90, "#EADFCB")
    pen.rounded_rectangle(box, 90, _WHITE)
    _centred(pen, _CARD_TOP + 70, poster.invitation[0], 92, _INK, bold=2)
    _centred(pen, _CARD_TOP + 195, poster.invitation[1], 52, _SOFT)
    for code, (left, top, size) in zip(poster.codes, _squares(poster), strict=True):
        _draw_code(pen, code.link, left, top, size)
        middle = left + size // 2
        room = (WIDTH - 2 * _MARGIN) // len(poster.codes) - 80
        _centred(pen, top + size + 10, " · ".join(code.label), 50, _INK, middle=middle, room=room)
        _centred(pen, top + size + 86, code.link, 44, _SOFT, middle=middle, room=room)


def _squares(poster: Poster) -> list[tuple[int, int, int]]:
    """Left, top and side of each code, in dots, side by side on the card."""
    count = len(poster.codes)
    share = (WIDTH - 2 * _MARGIN) // count
    side = min(_CODE, share - 120)
    top = _CARD_TOP + 265 + (_CODE - side) // 2
    return [(_MARGIN + share * nth + (share - side) // 2, top, side) for nth in range(count)]


def _draw_code(pen: ImageDraw.ImageDraw, link: str, left: int, top: int, side: int) -> None:
    """Whole dots for a module, so that every edge is sharp."""
    rows = modules(link)
    dots = side // (len(rows) + 2 * _QUIET)
    start = (side - dots * len(rows)) // 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = (left + start + x * dots, top + start + y * dots)
                pen.rectangle((*at, at[0] + dots - 1, at[1] + dots - 1), _INK)


def _draw_points(pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    top, height = _CARD_TOP + _CARD_HEIGHT + 100, 262
    left, room = _MARGIN + 210, WIDTH - 2 * _MARGIN - 240
    for number, (zh, en) in enumerate(poster.points, 1):
        middle = top + 90
        pen.ellipse((_MARGIN + 30, middle - 66, _MARGIN + 162, middle + 66), _DOTS[number % len(_DOTS)])
        pen.text((_MARGIN + 96, middle), str(number), _WHITE, _font(76), anchor="mm", stroke_width=2)
        pen.text((left, top), zh, _INK, _fitting(pen, zh, 80, room), anchor="la", stroke_width=1)
        pen.text((left, top + 112), en, _SOFT, _fitting(pen, en, 50, room), anchor="la")
        top += height


def _draw_foot(pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    pen.rectangle((0, HEIGHT - 270, WIDTH, HEIGHT), "#F6E9D2")
    _centred(pen, HEIGHT - 220, poster.foot[0], 68, _INK)
    _centred(pen, HEIGHT - 122, poster.foot[1], 46, _SOFT)


def _draw_stamp(picture: Image.Image, words: str) -> None:
    """A band across the upper left corner."""
    font = _font(70)
    band = Image.new("RGBA", (1300, 130), _ROSE)
    ImageDraw.Draw(band).text((650, 62), words, _WHITE, font, anchor="mm", stroke_width=1)
    turned = band.rotate(45, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, (300 - turned.width // 2, 300 - turned.height // 2), turned)


def _centred(
    pen: ImageDraw.ImageDraw,
    top: int,
    words: str,
    size: int,
    colour: str,
    *,
    bold: int = 0,
    middle: int = WIDTH // 2,
    room: int = WIDTH - 2 * _MARGIN,
) -> int:
    """Where it ends. Smaller where it would not fit."""
    font = _fitting(pen, words, size, room)
    pen.text((middle, top), words, colour, font, anchor="ma", stroke_width=bold)
    return top + int(font.size * 1.25) if words else top


def _fitting(pen: ImageDraw.ImageDraw, words: str, size: int, room: int) -> ImageFont.FreeTypeFont:
    width = pen.textlength(words, _font(size))
    return _font(size if width <= room else max(20, int(size * room / width)))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), size, index=_SIMPLIFIED)
