"""Greek script."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "g_sea": entry("el: Φανταστική Θάλασσα", base="GR", activities=(item("Καταγραφή θαλάσσιων χελωνών"),), fresh=True),
    "g_forest": entry("el: Δάσος και Ποτάμι", base="GR"),
    "g_islands": entry("el: Ένωση Νήσων", "el acronym: ΕΝΦ", base="CY"),
    "g_cape": entry("el: Χερσόνησος του Βορρά", base="GR"),
    "g_isle": entry("el: Νήσος του Βορρά", base="CY", gaps=(item("Τηλεσκόπιο", visible_to="partners"),)),
    "g_sisyphus": entry("el: Σύλλογος Σίσυφος", base="GR", description="Η ένωση κάθε Τρίτη."),
    "g_old": entry("grc: Ἑταιρεία τῆς Φύσεως", base="GR"),
}

SEARCHES: list[Search] = [
    Search("φανταστικη θαλασσα", "g_sea", "without accents", never="*"),
    Search("χελωνων", "g_sea", "without accents, in an activity", never="*"),
    Search('"θαλάσσιων χελωνών"', "g_sea", "a phrase", never="*"),
    Search("ΔΑΣΟΣ", "g_forest", "capitals have neither accents nor a final sigma", never="*"),
    Search("ποταμι, δασος", "g_forest", "a comma parts words; no accents", never="*"),
    Search("σισυφοσ", "g_sisyphus", "a final sigma", never="*"),
    Search("ενωση νησων", "g_islands", "without accents", never="*"),
    Search("ένωση -τρίτη", "g_islands", "a word left out", never="*"),
    Search("ενφ", "g_islands", "an acronym", never="*"),
    Search("νήσος βορρά", "g_isle", "a word is not a part of another", never="*"),
    Search("εταιρεια της φυσεως", "g_old", "old accents and breathings", never="*"),
    Search("Φυ\u0301σεως", "g_old", "letter and accent apart", never="*"),
    Search("ποτάμμι", "g_forest", "one letter too many", never="*", rescued=True),
    Search("τηλεσκόπιο", "", "a gap for partners only"),
]
