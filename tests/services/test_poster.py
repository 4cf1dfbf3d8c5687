"""The poster: what is printed can be scanned, and is what the link says."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4

from bot.services import poster as module
from bot.services.poster import HEIGHT, WIDTH, Code, Poster, draw, modules, pdf, png

LINK = "https://t.me/tuoyu_bot?start=fengpu-baobaowu"
POSTER = Poster(
    name=("奉浦宝宝屋", "Fengpu Baby House"),
    where="奉贤区奉浦街道",
    headline=("问托育", "Ask"),
    invitation=("扫一扫", "Scan"),
    points=(("一", "one"), ("二", "two"), ("三", "three")),
    codes=(Code(("用 Telegram 扫码", "Scan with Telegram"), LINK),),
    foot=("不用注册", "No registration"),
)


def scanned(picture: Image.Image, left: int, top: int, side: int, size: int) -> tuple[tuple[bool, ...], ...]:
    """The modules of a code of size × size, read off the picture by its own corners."""
    grey = picture.crop((left, top, left + side, top + side)).convert("L").point(lambda v: 255 * (v < 128))
    box = grey.getbbox()
    assert box is not None
    step = (box[2] - box[0]) / size
    return tuple(
        tuple(
            grey.getpixel((int(box[0] + (x + 0.5) * step), int(box[1] + (y + 0.5) * step))) == 255
            for x in range(size)
        )
        for y in range(size)
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_code_holds_its_link(count: int) -> None:
    codes = tuple(Code(("扫", "scan"), f"{LINK}-{number}") for number in range(count))
    poster = replace(POSTER, codes=codes)
    picture = draw(poster)
    for code, (left, top, side) in zip(codes, module._squares(poster), strict=True):
        expected = modules(code.link)
        assert scanned(picture, left, top, side, len(expected)) == expected


def test_a_code_has_its_quiet_zone() -> None:
    """Four light modules on every side, ISO/IEC 18004."""
    picture = draw(POSTER)
    ((left, top, side),) = module._squares(POSTER)
    code = picture.crop((left, top, left + side, top + side)).convert("L").point(lambda v: 255 * (v < 128))
    box = code.getbbox()
    assert box is not None
    module_dots = (box[2] - box[0]) / len(modules(LINK))
    assert min(box[0], box[1], side - box[2], side - box[3]) >= 4 * module_dots


def test_it_is_a4_to_print() -> None:
    picture = Image.open(io.BytesIO(png(POSTER)))
    assert picture.size == (WIDTH, HEIGHT)
    assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]
    page = pdf(POSTER)
    assert page.startswith(b"%PDF")
    assert b"/MediaBox [ 0 0 %.4f %.4f ]" % A4 in page
    assert LINK.encode() in page
    assert page == pdf(POSTER)


def test_a_long_name_stays_on_the_sheet() -> None:
    """Nothing is drawn in the margins beside the name."""
    long = replace(POSTER, name=("上海市浦东新区金色摇篮" * 7, "A very long name " * 5))
    plain = replace(POSTER, name=("", ""))
    drawn, without = draw(long), draw(plain)
    for box in ((0, 250, 150, 880), (WIDTH - 150, 250, WIDTH, 880)):
        assert drawn.crop(box).tobytes() == without.crop(box).tobytes()


def test_a_sample_is_stamped() -> None:
    corner = (0, 0, 600, 600)
    assert draw(replace(POSTER, stamp="示例")).crop(corner).tobytes() != draw(POSTER).crop(corner).tobytes()
