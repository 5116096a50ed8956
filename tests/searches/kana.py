"""Japanese: kana, alone and among Han letters."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "k_coral": entry(
        "ja: サンゴまもり隊（架空）",
        "en acronym: SGMT",
        base="JP",
        description="クジラも見える。",
        activities=(item("サンゴの移植"),),
        fresh=True,
    ),
    "k_woods": entry("ja: もりのなかま（架空）", base="JP", description="こどもと森を歩く。"),
    "k_whale": entry(
        "ja: クジラとイルカの会（架空）",
        base="JP",
        offers=(item("うたごえの録音"), item("ボートの貸し出し", state="paused")),
    ),
    "k_school": entry("ja: がっこうビオトープ（架空）", base="JP"),
    "k_mangrove": entry("ja: マングローブ・ネットワーク（架空）", base="JP"),
    "k_turtle": entry("ja: うみがめセンター（架空）", "ja alias: ウミガメ館", base="JP"),
    "k_company": entry("ja: 株式会社みどりテック（架空）", base="JP", type="private_sector"),
    "k_oyster": entry("ja: かき礁の会（架空）", base="JP"),
    "k_kids": entry("ja: がきのひろば（架空）", base="JP", description="センターとひろば。"),
    "k_satoyama": entry("ja: さとやま１００年（架空）", base="JP", gaps=(item("チェーンソー", visible_to="partners"),)),
}

SEARCHES: list[Search] = [
    Search("サンゴ", "k_coral", "a name that begins with it", never="*"),
    Search("ｻﾝｺﾞ", "k_coral", "half-width letters", never="*"),
    Search("サンゴ！", "k_coral", "a full-width sign is no letter", never="*"),
    Search("サンゴ\u3000移植", "k_coral", "a wide space parts words", never="*"),
    Search("ｓｇｍｔ", "k_coral", "a full-width acronym", never="*"),
    Search("もり", "k_woods", "a name that begins with it, then one that has it", also="k_coral", never="*"),
    Search("もりの\u200bなかま", "k_woods", "an invisible space copied from a page", never="*"),
    Search("か\u3099っこう", "k_school", "letter and voicing mark apart, as some computers write it", never="*"),
    Search("ヒ\u3099オトーフ\u309a", "k_school", "letter and voicing mark apart", never="*"),
    Search("ﾋﾞｵﾄｰﾌﾟ", "k_school", "half-width letters with their marks", never="*"),
    Search("ネットワーク・マングローブ", "k_mangrove", "a middle dot parts words", never="*"),
    Search("ﾏﾝｸﾞﾛｰﾌﾞ", "k_mangrove", "half-width letters and a long vowel", never="*"),
    Search("イルカ、クジラ", "k_whale", "a Japanese comma parts words", never="*"),
    Search("クジラ", "k_whale", "names before descriptions", also="k_coral", never="*"),
    Search("クジラ -サンゴ", "k_whale", "a word left out", never="*"),
    Search('"イルカの会"', "k_whale", "a phrase", never="*"),
    Search("うたごえ", "k_whale", "an offer", never="*"),
    Search("㍿みどり", "k_company", "a sign for four letters", never="*"),
    Search("うみか\u3099め", "k_turtle", "letter and voicing mark apart", never="*"),
    Search("「うみがめ」", "k_turtle", "Japanese quotation marks", never="*"),
    Search("ウミガメ", "k_turtle", "an alias", never="*"),
    Search("センター -ひろば", "k_turtle", "a word left out", never="*"),
    Search("かき", "k_oyster", "か is not が", never="k_kids"),
    Search("さとやま 100年", "k_satoyama", "full-width digits in the text", never="*"),
    Search(
        "日本 クジラ",
        "k_coral",
        "a country is no name, so that the fuller entry comes first",
        also="k_whale",
        never="*",
    ),
    Search("チェーンソー", "", "a gap for partners only"),
    Search("ボート", "", "an offer that rests"),
]
