"""The district that an address names, where the list has no column for it."""

import re
from collections.abc import Sequence

_ADDRESS = re.compile(
    r"^(?:中国|中華民國)?(?:\w{2,3}省|\w{2,6}自治[区區]|\w{2,3}[都府県]|北海道)?"
    r"(?P<city>\w{1,6}?[市巿])?(?P<district>(?:(?![路街号號镇鎮乡鄉村巷弄])\w){1,8}?[区區县縣旗])?"
)
_NO_DISTRICT = tuple(f"{kind}{end}" for kind in "小社园園校厂廠景" for end in "区區")


def districts_in(addresses: Sequence[str]) -> list[str]:
    """For each address the district, or the city that has none, such as 昆山市; "" where it tells neither."""
    found = [_parts(address) for address in addresses]
    parted = {city for city, district in found if district}
    return [district or ("" if city in parted else city) for city, district in found]


def _parts(address: str) -> tuple[str, str]:
    match = _ADDRESS.match(re.sub(r"^[\d\s〒-]+|\s+", "", address))
    city, district = (match["city"] or "", match["district"] or "") if match else ("", "")
    return city.replace("巿", "市"), "" if district.endswith(_NO_DISTRICT) else district
