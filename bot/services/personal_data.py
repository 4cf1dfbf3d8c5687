"""Taking personal data out of a message that is kept for the administrators."""

import re

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[证件]", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|\b[A-Z]\d{8}\b")),
    ("[电话]", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")),
    ("[生日]", re.compile(r"(?:19|20)\d{2}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}\s?[日号]?|(?<!\d)(?:19|20)\d{6}(?!\d)")),
    ("[号码]", re.compile(r"\d{7,}")),
    (r"\1[名字]", re.compile(r"(我叫|名叫|小名叫?|大名叫?|宝宝叫|孩子叫|女儿叫|儿子叫|姓名是?|名字[是叫]|[Mm]y name is |(?:named|called) )[:：]?\s?([\w·]{1,12})")),
)  # fmt: skip


def without_personal_data(text: str) -> str:
    """Telephone, identity and other long numbers, addresses of mail, birthdays and names that are
    introduced as such, each replaced by a sign of its kind."""
    for sign, pattern in _PATTERNS:
        text = pattern.sub(sign, text)
    return text
