"""Hangul script."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "s_sea": entry("ko: 가상 바다 재단", base="KR", activities=(item("갯벌 새 조사"),), fresh=True),
    "s_forest": entry("ko: 상상숲 모임", base="KR"),
    "s_grove": entry("ko: 푸른 숲 모임", "en acronym: PSMX", base="KR", description="바다 숲."),
    "s_river": entry("ko: 강·호수 연구소", base="KR", gaps=(item("망원경", state="closed"),)),
    "s_2030": entry("ko: 초록 약속", base="KR", description="2030년까지 3할."),
}

SEARCHES: list[Search] = [
    Search("바다", "s_sea", "names before descriptions", also="s_grove", never="*"),
    Search("\u1107\u1161\u1103\u1161 재단", "s_sea", "letters apart, as some computers write it", never="*"),
    Search("\u1100\u1162\u11ba\u1107\u1165\u11af", "s_sea", "letters apart, in an activity", never="*"),
    Search("바다 -재단", "s_grove", "a word left out", never="*"),
    Search("-숲 바다", "s_sea", "a word left out", never="*"),
    Search('"갯벌 새"', "s_sea", "a phrase", never="*"),
    Search("재단, 갯벌", "s_sea", "a comma parts words", never="*"),
    Search("숲 모임", "s_grove", "a word is not a part of another", never="*"),
    Search("ｐｓｍｘ", "s_grove", "a full-width acronym", never="*"),
    Search("“푸른 숲”", "s_grove", "a phrase in a phone's quotation marks", never="*"),
    Search("호수/강", "s_river", "a slash parts words", never="*"),
    Search("연구소·호수", "s_river", "a middle dot parts words", never="*"),
    Search("２０３０년까지", "s_2030", "full-width digits", never="*"),
    Search("망원경", "", "a closed gap"),
]
