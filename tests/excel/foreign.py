"""A made-up list of providers of another city, with the headings that such lists bear.

python -m tests.excel.foreign FILE.csv [PROVIDERS]
"""

import csv
import random
import sys
from pathlib import Path

from knowledge.excel.datum import gcj02

HEADINGS = (
    "序号", "托育机构名称", "所属区", "所属街道", "详细地址", "联系电话", "办托性质", "是否普惠",
    "托位数（个）", "收托年龄", "服务时间", "收费标准（元/月）", "经度", "纬度", "负责人",
)  # fmt: skip
STREETS = {
    "西湖区": ("翠苑街道", "文新街道", "古荡街道", "三墩镇", "转塘街道"),
    "拱墅区": ("祥符街道", "米市巷街道", "湖墅街道", "半山街道"),
    "滨江区": ("长河街道", "浦沿街道", "西兴街道"),
    "余杭区": ("仓前街道", "五常街道", "良渚街道", "瓶窑镇"),
}
CENTRES = {
    "西湖区": (30.26, 120.10),
    "拱墅区": (30.33, 120.15),
    "滨江区": (30.19, 120.19),
    "余杭区": (30.32, 119.98),
}
KINDS = ("公办", "民办", "社区", "用人单位办托")
_FIRST, _SECOND = "小童蓝彩金阳晨星云月禾苗", "熊马鲸虹果光露空朵亮田圃"


def rows(providers: int, seed: int = 7) -> list[list[str]]:
    """Coordinates in GCJ-02, as most lists have them."""
    rng = random.Random(seed)
    streets = [(district, street) for district, names in STREETS.items() for street in names]
    found = []
    for number in range(providers):
        district, street = streets[number % len(streets)]
        word = rng.choice(_FIRST) + rng.choice(_SECOND)
        lat, lon = gcj02(true_point(number, district, street))
        found.append([
            str(number + 1), f"{street[:2]}{word}托育园{number}", district, street,
            f"杭州市{district}示例路{number + 1}号", f"0571-8{number:07d}", KINDS[number % 4],
            "是" if number % 3 else "否", str(20 + number % 60),
            ("6-36月龄", "1-3岁", "18个月-3岁")[number % 3],
            ("周一至周五 8:00-17:00", "周一到周五7:30—18:00", "工作日8:00-17:30")[number % 3],
            f"{1500 + number % 40 * 50}元/月", f"{lon:.6f}", f"{lat:.6f}", "某某",
        ])  # fmt: skip
    return found


def true_point(number: int, district: str, street: str) -> tuple[float, float]:
    """WGS-84, on a grid within the district, so that no two lie together."""
    lat, lon = CENTRES[district]
    at = STREETS[district].index(street)
    return lat + 0.012 * at + 0.0004 * (number % 25), lon + 0.015 * (at % 2) + 0.0004 * (number // 25 % 25)


def write_csv(path: Path, lines: list[list[str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADINGS, *lines])
    return path


if __name__ == "__main__":
    write_csv(Path(sys.argv[1]), rows(int(sys.argv[2]) if len(sys.argv) > 2 else 400))
