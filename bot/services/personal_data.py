"""Taking personal data out of a message that is kept for the administrators. Pure.

Rather a word too many than a number too few: a question stays readable without its figures.
"""

import re

_ASCII_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_YEAR = r"(?:19|20)\d{2}"
_DAY_EN = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_EN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BIRTH = r"(?:出生日期|出生于|出生在|出生|生日|生于|born|birthday|date of birth|dob)"
_NAMED = (
    r"我叫|名叫|叫做|小名叫?+|大名叫?+|(?:宝宝|宝贝|孩子|小孩|女儿|儿子|老大|老二)叫"
    r"|姓名[是为]?+|名字[是叫]|my name is|(?:is |am )?(?:named|called)"
)
_REPLACED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sign)
    for pattern, sign in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[邮箱]"),
        (r"(?<![\dA-Za-z])(?:\d{17}[\dX]|\d{15}|[A-Z]{1,2}\d{7,8})(?![\dA-Za-z])", "[证件]"),
        (rf"{_PROVINCE}[A-Z][ ·]?(?=[A-Z]*\d)[A-Z0-9]{{5,6}}(?![A-Z0-9])", "[车牌]"),
        (r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)", "[电话]"),
        (rf"(?<!\d){_YEAR}\s?[-./年]\s?\d{{1,2}}\s?[-./月]\s?\d{{1,2}}(?!\d)\s?[日号]?", "[日期]"),
        (rf"(?<!\d){_YEAR}[01]\d[0-3]\d(?!\d)", "[日期]"),
        (rf"\b(?:{_DAY_EN} (?:of )?{_MONTH_EN}|{_MONTH_EN} {_DAY_EN}),? {_YEAR}\b", "[日期]"),
        (rf"({_BIRTH}[^\d\n]{{0,6}})\d[\d年月日号./\- ]*", r"\1[日期]"),
        (r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号]?)?(?=[^\d\n]{0,2}生(?![产活意]))", "[日期]"),
        (r"(?<!\d)(?:\(?0\d{2,3}\)?[- ]?)?[2-9]\d{3}[- ]?\d{4}(?!\d)", "[电话]"),
        (r"\d{7,}|[零〇一二三四五六七八九幺]{7,}", "[号码]"),
        (rf"({_NAMED})([:：]?\s?)(?:[A-Z][\w'-]*(?: [A-Z][a-z'-]+)?|[\u4e00-\u9fff·]{{1,4}})", r"\1\2[名字]"),
    )
)


def without_personal_data(text: str) -> str:
    """Addresses of mail, numbers of identity papers, cars and telephones, other long numbers, dates that
    may be birthdays, and names that are introduced as such, each replaced by a sign of its kind."""
    before, text = "", text.translate(_ASCII_DIGITS)
    while text != before:  # a sign may part what hid another number
        before = text
        for pattern, sign in _REPLACED:
            text = pattern.sub(sign, text)
    return text
