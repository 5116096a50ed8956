"""Arabic script: Arabic, Persian, Urdu."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "environment": entry(
        "ar: وِزَارَة البيئة الخيالية",
        base="EG",
        description="تحمي المحميات الطبيعية والحيود المرجانية.",
        fresh=True,
    ),
    "atlas": entry(
        "ar: مؤسسة أطلس الأخضر المتخيلة",
        "en translation: Imagined Green Atlas",
        base="MA",
        activities=(item("مراقبة الطيور المهاجرة", "من أجل بيئة سليمة."),),
    ),
    "coral": entry("ar: مجلس خليج المرجان", base="JO", offers=(item("تدريب الغواصين"), item("زنجبيل", state="closed"))),
    "islands": entry("ar: جمعية إحياء الجزر", base="BH"),
    "oases": entry("ar: رابطة الواحات الكبرى", base="DZ", description="الـــنخيل والماء."),
    "desert": entry("ar: شبكة صحراء بلا حدود", base="LY", description="خطة حتى عام ٢٠٣٠"),
    "marsh": entry("ar: اتحاد نساء الأهوار", base="IQ", place="البرتقال", activities=(item("زراعة القصب"),)),
    "sea_turtle": entry("ar: مستشفى السلاحف البحرية", base="OM", description="من المرجان إلى الخليج."),
    "sea_school": entry("ar: مدرسة البحر المتخيلة", base="OM", description="دروس عن السلاحف."),
    "persian": entry("fa: بنیاد خیالی کوه و دریا", base="IR"),
    "urdu": entry("ur: خیالی ساحل تنظیم", base="PK"),
}

SEARCHES: list[Search] = [
    Search("وزارة البيئة", "environment", "vowel marks within a stored word", never="*"),
    Search("وزاره البيئه", "environment", "ha for ta marbuta", never="*"),
    Search("وِزارةُ البيئةِ", "environment", "vowel marks that were typed", never="*"),
    Search("بيئة", "environment", "without the article", also="atlas", never="*"),
    Search("البيئة", "environment", "with the article, where one text has none", also="atlas", never="*"),
    Search("احياء الجزر", "islands", "a bare alef", never="*"),
    Search("أحياء جزر", "islands", "another alef, and no article", never="*"),
    Search("مستشفي السلاحف", "sea_turtle", "ya for alef maqsura", never="*"),
    Search("اطلس الاخضر", "atlas", "bare alefs", never="*"),
    Search("الطيور المهاجره", "atlas", "ha for ta marbuta, in an activity", never="*"),
    Search("واحات كبري", "oases", "no article, ya for alef maqsura", never="*"),
    Search("الـواحـات", "oases", "a word drawn out that was typed", never="*"),
    Search("النخيل", "oases", "a word drawn out in the text", never="*"),
    Search("نساء اهوار", "marsh", "no article, a bare alef", never="*"),
    Search("بنياد خيالي كوه", "persian", "Persian on an Arabic keyboard", never="*"),
    Search("خيالي تنظيم", "urdu", "Urdu on an Arabic keyboard", never="*"),
    Search("عام 2030", "desert", "digits of another keyboard", never="*"),
    Search("plans ٢٠٣٠", "turtle", "digits of another keyboard", never="*"),
    Search("صحراء ﺑﻼ حدود", "desert", "letter shapes copied from a PDF", never="*"),
    Search("بحر سلاحف", "sea_school", "a word is not a part of another", never="*"),
    Search("-مجلس المرجان", "environment", "a word left out", also="sea_turtle", never="*"),
    Search('"خليج المرجان"', "coral", "a phrase", never="*"),
    Search("خليج مرجان", "coral", "names before descriptions", also="sea_turtle", never="*"),
    Search("الغواصين، تدريب", "coral", "an Arabic comma parts words", never="*"),
    Search("زنجبيل", "", "a closed offer"),
    Search("البرتقال", "", "a town that is not shown"),
    Search("المحميت الطبيعية", "environment", "a letter forgotten", never="*", rescued=True),
    Search("كوت دِيفوار", "abidjan", "a country with a vowel mark", also="volta", never="*"),
    Search(
        "روسيا", "nature_ministry", "a country by its everyday name", also="fir castle kazan", never="brest polesie"
    ),
    Search("بريطانيا tides", "art", "a country by its everyday name", also="smart", never="*"),
    Search("أمريكا", "montana", "a country by its everyday name", never="*"),
    Search("كوريا الجنوبية", "s_sea", "a country by its everyday name", also="s_forest s_grove", never="izmir"),
    Search("ساحل العاج", "abidjan", "a country by its everyday name", also="volta", never="*"),
]
