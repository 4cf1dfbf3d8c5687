"""A made-up city of any size, in files like the shipped ones: to measure the check with.

python -m tests.knowledge.city FOLDER [PROVIDERS [FAQ_ENTRIES]]
"""

import random
import shutil
import sys
from itertools import islice, product
from pathlib import Path

from knowledge.files import FOLDERS
from knowledge.loader import SHIPPED, load
from knowledge.schema import Place

A_FILE = 100  # entries
PROVIDER = """\
- id: {id}
  name: {name}
  name_en: Nursery {number}
  aliases: [{alias}]
  kind: {kind}
  inclusive: true
  district: {district}
  street: {street}
  address: {{zh: 示例路{number}号, en: {number} Sample Road}}
  point: {{lat: {lat:.4f}, lon: {lon:.4f}}}
  telephone: 021-{telephone}
  ages_months: {{from: 12, to: 36}}
  services:
    - service: full_day
      ages_months: {{from: 18, to: 36}}
      fees:
        - {{amount: {fee}, unit: month, includes: [care, materials]}}
        - {{amount: 400, unit: month, includes: [meals], note: {{zh: 餐费另计, en: Meals are extra}}}}
    - service: temporary_care
      fees:
        - {{amount: 50, unit: session}}
      sessions:
        - {{opens: "Tu,Th 09:00-11:00; PH off", capacity: 10}}
  opening_hours:
    - {{opens: "Mo-Fr 07:{minute:02}-18:00; PH off"}}
  places: 36
  about: {{zh: 有一个混龄班。, en: With a mixed class.}}
  source: {{title: 示例数据 / sample, checked_on: 2026-11-01}}
  sample: true
"""
ENTRY = """\
- id: entry-{number}
  category: {subject}
  questions:
{questions}
  answer: {{zh: 关于{subject}{aspect}，以机构通知为准。, en: Ask the provider about {number}.}}
  tests: [{test}]
  source: {{title: 示例数据 / sample, checked_on: 2026-11-01}}
"""
_SUBJECTS = (
    "接送午睡餐食过敏生病用药体检疫苗保险押金退费请假转园插班试托适应监控玩具户外图书洗手尿布奶瓶被褥"
    "衣服鞋子雨具防晒空调消毒安全消防门禁校车停车作业课程英语音乐美术体育节日生日家访照片隐私投诉表扬"
    "评比师资保育保健心理特需双胎早产祖辈外籍户口合同发票社保补贴个税排队摇号开学放假"
)
_ASPECTS = (
    "由谁负责要交钱吗能自带吗不想参加提前几天每天几次哪个房间怎样登记人数限制怎么通知由谁检查出了差错"
    "周末有吗冬天怎样夏天怎样新来的呢各班一样要签字吗能改时间多久更新标准谁定公开记录可以旁观有备份吗"
    "网上能办找谁投诉忘了怎办比别家少谁能优先下雨怎办"
)
FORMS = ("{s}{a}", "想知道{s}{a}", "关于{s}，{a}", "{s}这件事{a}", "老师，{s}{a}", "我们家{s}{a}，求解答")


def build(directory: Path, providers: int, entries: int) -> Path:
    """A folder without errors; everything but providers and FAQ is the shipped."""
    for folder in set(FOLDERS) - {"providers", "faq"}:
        shutil.copytree(SHIPPED / folder, directory / folder)
    streets = [place for place in load(SHIPPED).places if place.kind == "street"]
    rng = random.Random(2026)
    _write(directory / "providers/samples", [_provider(n, streets, rng) for n in range(providers)])
    themes = islice(product(_cut(_ASPECTS, 4), _cut(_SUBJECTS, 2)), entries)
    _write(directory / "faq", [_entry(n, subject, aspect) for n, (aspect, subject) in enumerate(themes)])
    return directory


def _provider(number: int, streets: list[Place], rng: random.Random) -> str:
    street = streets[number % len(streets)]
    return PROVIDER.format(
        id=f"city-{number}",
        number=number,
        name=f"{street.name}第{number}托育园",
        alias=f"{street.name[:2]}{number}园",
        kind=rng.choice(("public", "private", "social", "employer")),
        district=street.district,
        street=street.name,
        lat=street.lat + rng.uniform(-0.004, 0.004),
        lon=street.lon + rng.uniform(-0.004, 0.004),
        telephone=f"{50_000_000 + number}",
        fee=rng.randrange(1500, 6000, 100),
        minute=rng.randrange(0, 60, 5),
    )


def _entry(number: int, subject: str, aspect: str) -> str:
    questions = "\n".join(f"    - {form.format(s=subject, a=aspect)}" for form in FORMS)
    test = f"请问{subject}的话{aspect}吗"
    return ENTRY.format(number=number, subject=subject, aspect=aspect, questions=questions, test=test)


def _cut(text: str, length: int) -> list[str]:
    return [text[i : i + length] for i in range(0, len(text), length)]


def _write(folder: Path, entries: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for begin in range(0, len(entries), A_FILE):
        (folder / f"{begin:05}.yaml").write_text("\n".join(entries[begin : begin + A_FILE]), encoding="utf-8")


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[2:4]]
    build(Path(sys.argv[1]), *(sizes + [5_000, 2_000][len(sizes) :]))
