"""Cyrillic script: Russian, Ukrainian, Serbian, Kazakh."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "nature_ministry": entry(
        "ru: Вымышленное министерство природы",
        "ru acronym: ВМП",
        base="RU",
        description="Заповедники и парки страны.",
        fresh=True,
    ),
    "fir": entry("ru: Фонд «Зелёная ёлка»", "ru alias: Зелёный фонд", base="RU"),
    "fir_wood": entry("ru: Ельник на опушке", base="RU", description="Леса, зелёный мох и фонд семян."),
    "forest_river": entry("ru: Лес и река", base="RU"),
    "polesie": entry(
        "uk: Вигадане Об'єднання «Полісся»",
        "ru translation: Выдуманное объединение «Полесье»",
        base="UA",
        description="Там, где река делает петлю, лежит пойма.",
    ),
    "brest": entry("ru: Болота Полесья", base="BY", description="Где река и лес."),
    "castle": entry("ru: Старый за́мок на холме", base="RU"),
    "nevsk": entry(
        "ru: Клуб Санкт-Невска", base="RU", activities=(item("Уборка морских пляжей", "Каждую весну."),), fresh=True
    ),
    "whales": entry(
        "ru: Дикий берег",
        base="RU",
        activities=(item("Учёт серых китов у морских скал"),),
        gaps=(item("Гидрофоны", visible_to="partners"), item("Катер", state="met")),
    ),
    "kazan": entry("en: Volga Otter Fund", "ru translation: Фонд при министерстве выдр", base="RU"),
    "serb": entry("sr: Измишљено друштво шума", base="RS"),
    "kazakh": entry("kk: Қиял теңіз қоры", base="KZ"),
}

SEARCHES: list[Search] = [
    Search("зеленая елка", "fir", "ё is found by е", never="*"),
    Search("ЗЕЛЁНАЯ ЁЛКА", "fir", "capitals", never="*"),
    Search("«зелёный фонд»", "fir", "an alias, with the quotation marks of the text", never="fir_wood"),
    Search("учет китов", "whales", "ё is found by е, in an activity", never="*"),
    Search("лес река", "forest_river", "a word is not a part of another", also="brest", never="*"),
    Search('"река и лес"', "brest", "a phrase keeps its order", never="*"),
    Search(
        "лес",
        "forest_river",
        "a name that begins with it; the beginning of a word",
        also="fir_wood brest",
        never="polesie",
    ),
    Search("замок", "castle", "a stress mark within a stored word", never="*"),
    Search("за́мок холм", "castle", "a stress mark that was typed", never="*"),
    Search("санкт–невск", "nevsk", "one dash for another", never="*"),
    Search("Дикии\u0306 берег", "whales", "й typed as и and its breve", never="*"),
    Search("дикии берег", "whales", "й is a letter of its own, so that this is a typo", never="*", rescued=True),
    Search("об’єднання полісся", "polesie", "one apostrophe for another", never="*"),
    Search("пойма, петлю", "polesie", "a comma parts words", never="*"),
    Search("-украина полесь", "brest", "a country left out", never="polesie"),
    Search('"фонд при министерстве"', "kazan", "a phrase", never="*"),
    Search("-китов морских", "nevsk", "a word left out", never="whales"),
    Search("гидрофоны", "", "a gap for partners only"),
    Search("катер", "", "a gap that is met"),
    Search("вмп", "nature_ministry", "an acronym", never="*"),
    Search("министерство прир", "nature_ministry", "the last word is the beginning of one", never="*"),
    Search("министерсво природы", "nature_ministry", "a letter forgotten", never="*", rescued=True),
    Search("запаведники", "nature_ministry", "one letter for another", never="*", rescued=True),
    Search("кот д ивуар", "abidjan", "a country without its apostrophe and dash", also="volta", never="*"),
    Search("türkiye ИНАНЫЛМАЗ", "", "Latin is not read as Cyrillic"),
    Search("турция inanilmaz", "izmir", "two scripts in one search", never="*"),
    Search("измишљено шума", "serb", "Serbian letters", never="*"),
    Search("ҚОРЫ теңіз", "kazakh", "Kazakh letters in capitals", never="*"),
    Search("Россия лес", "fir_wood", "a country by its everyday name", also="forest_river", never="*"),
    Search("США", "montana", "a country's letters", never="*"),
    Search("великобритания tides", "art", "a country by its everyday name", also="smart", never="*"),
    Search("Южная Корея 바다", "s_sea", "a country by its everyday name", also="s_grove", never="*"),
    Search("Северная Корея", "", "one Korea is not the other"),
]
