"""Numbers and names of private persons in the files, and telephone numbers where nobody looks for them.

Public hotlines of three to six digits (12345, 12320) may stand anywhere; a provider's number belongs into
`telephone` alone, where it is kept up to date and offered as one.
"""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.problems import Problem
from knowledge.records import Loc, Located

# A cheap first look: one of these stands in every text that is found below.
MAY_HOLD = re.compile(r"\d(?:[- ]?\d){5}|微信|wechat|电话|手机|\btel", re.I)
_NOT_PROSE = (
    "id",
    "url",
    "telephone",
    "checked_on",
    "valid_from",
    "valid_until",
    "opens_on",
    "opens",
    "amount",
)
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
_ACCOUNT = re.compile(
    r"(?:微信|wechat)(?:号|\s?id)?\s?[:：是为]?\s?[A-Za-z](?=[a-z-]*[\d_])[\w-]{5,19}", re.I
)
# The hundred and some surnames that nine in ten people bear (Ministry of Public Security, 2020).
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚"
    "卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武戚莫孔向汤"
)
_NUMBER_FOLLOWS = r"(?=[\s,，:：(（]*(?:的?(?:电话|手机|微信号?|tel\w*)[\s是:：]*)?[\d(+])"
_PERSON = re.compile(
    rf"(?:联系人|负责人|园长|找)\s?[:：是]?\s?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}{_NUMBER_FOLLOWS}"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:老师|园长|女士|先生|阿姨|主任){_NUMBER_FOLLOWS}",
    re.I,
)
_TELEPHONE = re.compile(
    r"(?<![\d.-])(?:0\d{2,3}[- ]|\(0\d{2,3}\) ?|0(?:10|2\d))[2-9]\d{3}[- ]?\d{3,4}(?![\d.])"
    r"|(?<![\d.-])[48]00(?:[- ]\d{3,4}[- ]\d{3,4}|\d{7})(?![\d.])"
    r"|(?:电话|热线|致电|拨打|拨|tel\w*|call)\W{0,3}[2-9]\d{3}[- ]?\d{4}(?!\d)"
    r"|(?<![\d.-])(?!19|20)[2-9]\d{7}(?![\d.元万人次])",
    re.I,
)


def check(located: Located[Any], path: Loc, text: str) -> Iterator[Problem]:
    """text: the field at the path; MAY_HOLD was found in it. One problem a text, the gravest."""
    field = next((part for part in reversed(path) if isinstance(part, str)), "")
    if found := _IDENTITY.search(text):
        yield _about("personal_data", located, path, found.group())
    elif field in _NOT_PROSE:
        return
    elif found := _MOBILE.search(text) or _ACCOUNT.search(text):
        yield _about("personal_data", located, path, found.group())
    elif found := _PERSON.search(text):
        yield _about("personal_name", located, path, found.group())
    elif found := _TELEPHONE.search(text):
        yield located.problem("telephone_misplaced", *path, severity="warning", value=found.group().strip())


def _about(code: str, located: Located[Any], path: Loc, value: str) -> Problem:
    """Reports are sent around: they show where to look and not the number itself."""
    return located.problem(code, *path, severity="warning", value=f"{value[:4]}…")
