"""Units of measure: how Chinese technical texts write them, and what each language may write for them.

A line: names in Chinese | symbols that every language may use | in Cyrillic, for Russian, Kazakh, Kyrgyz and Tajik |
Uzbek | English. What has up to three letters, or a sign, stands by itself; longer names are the beginnings of words.
"""

import re
from functools import cache
from typing import NamedTuple

CYRILLIC = ("ru", "kk", "ky", "tg")

TABLE = """
毫米, mm | mm | мм, миллиметр | millimetr | millimet
厘米, 公分, cm | cm | см, сантиметр | santimetr | centimet
平方米, m², m2, ㎡ | m², m2, ㎡ | м², м2, кв, квадрат | kvadrat | square, sq
立方米, m³, m3 | m³, m3 | м³, м3, куб, кубометр, кубическ | kub | cubic
公里/小时, 公里每小时, 千米/小时, 千米每小时, km/h | km/h | км/ч, час, сағ, саат, соат | soat | kph, mph, hour
米/秒, 米每秒, m/s | m/s | м/с, м/сек, секунд, сония | sekund, soniya | second
公里, 千米, km | km | км, километр | kilometr | kilomet
米, m | m | м, метр | metr | metre, meter
毫克, mg | mg | мг, миллиграмм | milligramm | milligram
公斤, 千克, kg | kg | кг, килограм | kilogramm | kilo
克, g | g | г, гр, грамм | gramm | gram
吨, t | t | т, тонн, тонна | tonna | ton
毫升, mL, ml | ml | мл, миллилитр | millilitr | millilit
升, L | l | л, литр | litr | litre, liter
公顷, ha | ha | га, гектар | gektar | hectare
亩 | mu | му | mu | mu
℃, °C, 摄氏度 | °C, ℃ | °С, °, градус, дараҷа | daraja, gradus, ° | °, degree
% | % | %, процент, пайыз, пайиз, фоиз | %, foiz | %, percent, per cent
千伏, kV | kV | кВ, киловольт | kilovolt | kilovolt
伏, 伏特, V | V | В, вольт | volt | volt
毫安, mA | mA | мА, миллиампер | milliamper | milliamp
安培, 安, A | A | А, ампер | amper | amp
千瓦, kW | kW | кВт, киловатт | kilovatt | kilowatt
瓦, W | W | Вт, ватт | vatt | watt
赫兹, Hz | Hz | Гц, герц | gers | hertz
兆帕, MPa | MPa | МПа, мегапаскал | megapaskal | megapascal
千帕, kPa | kPa | кПа, килопаскал | kilopaskal | kilopascal
帕, Pa | Pa | Па, паскал | paskal | pascal
欧姆, Ω | Ω | Ом | om | ohm
转/分, 转每分钟, r/min, rpm | rpm, r/min | об/мин, оборот, айн, гардиш | aylan | revolution
小时, h | h | ч, час, сағат, саат, соат | soat | hour, hr
分钟, min | min | мин, минут, мүнөт, дақиқа | daqiqa, minut | minute
秒, 秒钟, s | s | с, сек, секунд, сония | soniya, sekund, son | second, sec
"""


class Unit(NamedTuple):
    """A unit: `name` in Chinese, and what each language may write, by its code and "" for all; the usual one first."""

    name: str
    variants: dict

    def in_language(self, language):
        """What a language may write for it, the usual one first."""
        return [*self.variants.get(language, ()), *self.variants[""]]

    def is_named(self, text, language):
        """Whether a text in a language has the unit in any of its ways."""
        return any(_pattern(variant).search(text) for variant in self.in_language(language))


@cache
def units():
    """{name in a Chinese text: Unit}, longer names first, so that 毫米 is not taken for 米."""
    found = {}
    for line in TABLE.strip().splitlines():
        names, everywhere, cyrillic, uzbek, english = (
            [each.strip() for each in cell.split(",")] for cell in line.split("|")
        )
        variants = {"": everywhere, "uz": uzbek, "en": english, **dict.fromkeys(CYRILLIC, cyrillic)}
        found |= {name: Unit(names[0], variants) for name in names}
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


@cache
def _pattern(variant):
    stands_alone = len(variant) <= 3 or not variant.replace(" ", "").isalpha()
    after = r"(?![^\W\d_])" if stands_alone and variant[-1].isalpha() else ""
    before = r"(?<![^\W\d_])" if variant[0].isalpha() else ""
    return re.compile(before + re.escape(variant) + after, re.IGNORECASE)
