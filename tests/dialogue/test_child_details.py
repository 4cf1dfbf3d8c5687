"""A child's nickname and birthday, however they are told together."""

from datetime import date

import pytest

from bot.dialogue.child_details import ChildDetails, read_child

TODAY = date(2026, 11, 24)
DAY = date(2024, 5, 3)


@pytest.mark.parametrize(
    ("told", "nickname"),
    [
        ("豆豆 2024-05-03", "豆豆"),
        ("豆豆2024年五月三号", "豆豆"),
        ("豆豆（男）2024年5月3日出生", "豆豆"),
        ("姓名：豆豆 性别：男 出生日期：2024.5.3", "豆豆"),
        ("同意，豆豆，前年5月3日", "豆豆"),
        ("我娃豆豆 20240503", "豆豆"),
        ("咱家豆豆 2024.5.3", "豆豆"),
        ("我家孙子豆豆2024年5月3号", "豆豆"),
        ("我外孙女糖糖，24年5月3日生的", "糖糖"),
        ("我大宝乐乐2024-05-03", "乐乐"),
        ("小朋友叫豆豆呀 2024-05-03", "豆豆"),
        ("小名豆豆大名王小明 2024-05-03", "豆豆"),
        ("大名王小明，小名叫豆豆 2024-05-03", "豆豆"),
        ("阿拉囡囡 2024年5月3日", "囡囡"),
        ("二宝 2024-05-03", "二宝"),
        ("宝宝 2024-05-03", None),
        ("臺灣來的樂樂 2024年5月3號", "臺灣來的樂樂"),
        ("His name's Tom, born 2024-05-03", "Tom"),
        ("my little girl Mary Ann 3 May 2024", "little Mary Ann"),
        ("nickname: Bobo 2024-05-03", "Bobo"),
    ],
)
def test_a_nickname_beside_a_birthday(told: str, nickname: str | None) -> None:
    assert read_child(told, TODAY) == ChildDetails(nickname, DAY)


@pytest.mark.parametrize(
    ("told", "details"),
    [
        ("嗯嗯豆豆，去年三月的", ChildDetails("豆豆", date(2025, 3, 1), born_day_known=False)),
        ("豆豆 2岁半", ChildDetails("豆豆", None)),
        ("就叫豆豆吧", ChildDetails("豆豆", None)),
        ("2024年5月3日", ChildDetails(None, DAY)),
        ("可以先不说吗", ChildDetails(None, None)),
        ("豆豆 2024-05-03 要带什么", ChildDetails("豆豆", DAY, asks=True)),
    ],
)
def test_what_is_told_of_the_two(told: str, details: ChildDetails) -> None:
    assert read_child(told, TODAY) == details
