"""Which line of a table names its columns. Tables have titles and empty lines above it, or no such line at all."""

import re
from collections.abc import Sequence

from registry.exchange.lines import Line
from registry.text import tokens

WITHIN = 20  # lines from the top
_LONGEST = 100  # characters of a heading

# Words that head columns of organizations, folded as `registry.text.tokens` gives them.
_KNOWN = (
    "id name names title acronym abbreviation type category kind country countries iso iso2 iso3 region city town "
    "address website site web url link homepage email mail contact phone telephone language languages description "
    "established founded year date start end joined members sector organization organisation institution partner "
    "identifier ror wikidata lei isni number activities activity status notes comments "
    "nom sigle acronyme categorie pays ville adresse courriel telephone langue langues annee creation secteur "
    "organisme etablissement partenaire identifiant numero activites statut remarques lien "
    "nombre siglas sigla acronimo categoria tipo pais ciudad direccion sitio correo telefono idioma idiomas "
    "descripcion fundacion ano fecha organizacion institucion socio identificador actividades estado enlace "
    "nome organizacao instituicao endereco cidade descricao atividades "
    "название наименование имя аббревиатура сокращение тип категория страна страны город адрес сайт почта телефон "
    "язык языки описание основана основан год дата организация учреждение партнер идентификатор номер регион "
    "деятельность статус "
    "اسم الاسم المنظمه المؤسسه الجهه الاختصار النوع الفئه البلد الدوله المدينه العنوان الموقع البريد الهاتف اللغه "
    "الوصف التاسيس السنه التاريخ الشريك المعرف الرقم "
    "名称 名字 机构 组织 简称 缩写 类型 类别 国家 城市 地址 "
    "网站 网址 邮箱 邮件 电话 语言 描述 简介 成立 年份 日期 编号 名稱 機構 組織 國家"
)
_WORDS = frozenset(_KNOWN.split())
_CHINESE = tuple(word for word in _WORDS if "\u4e00" <= word[0] <= "\u9fff")
_DATA = re.compile(r"https?:|www\.|\S@\S|^[\s\d.,:/%+()-]*\d[\s\d.,:/%+()-]*$", re.IGNORECASE)


def heading_of(lines: Sequence[Line]) -> int:
    """The number of the line that names the columns, 0 if none is found. `lines` are the first ones of a table.

    A first organization is never taken for a heading because its name is a text: a heading has words that name columns,
    or stands above columns of addresses and numbers without being one.
    """
    usual = sorted(_filled(line) for line in lines)[len(lines) // 2] if lines else 0
    for place, line in enumerate(lines[:WITHIN]):
        if _could_be(line, usual) and (_speaks(line) or _differs(line, lines[place + 1 :])):
            return line.number
    return 0


def _filled(line: Line) -> int:
    return sum(1 for text in line.cells if text.strip())


def _could_be(line: Line, usual: int) -> bool:
    texts = [text.strip() for text in line.cells if text.strip()]
    return (
        2 * len(texts) >= usual
        and (len(texts) > 1 or usual == 1)
        and not line.faults
        and all(len(text) <= _LONGEST and not _DATA.search(text) for text in texts)
    )


def _speaks(line: Line) -> bool:
    """Whether two of its cells, or half of them, have a word that names a column."""
    texts = [text for text in line.cells if text.strip()]
    known = sum(1 for text in texts if _is_known(text))
    return known >= 2 or (known > 0 and 2 * known >= len(texts))


def _is_known(text: str) -> bool:
    words = tokens(text)
    return len(words) <= 5 and any(
        word in _WORDS or word.startswith(_CHINESE) or word.endswith(_CHINESE) for word in words
    )


def _differs(line: Line, below: Sequence[Line]) -> bool:
    """Whether most lines below have an address or a number where this one has a text."""
    for column, text in enumerate(line.cells):
        if not text.strip():
            continue
        data = [
            bool(_DATA.search(other.cells[column].strip()[:_LONGEST])) for other in below if column < len(other.cells)
        ]
        if len(data) >= 2 and sum(data) > len(data) / 2:
            return True
    return False
