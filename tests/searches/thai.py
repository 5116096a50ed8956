"""Thai script."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "t_sea": entry(
        "th: มูลนิธิทะเลสมมติ",
        base="TH",
        activities=(item("ปลูกป่าชายเลน", "กับโรงเรียนริมหาด"),),
        fresh=True,
    ),
    "t_forest": entry("th: เครือข่ายป่าชุมชน", base="TH"),
    "t_fish": entry("th: ชมรมรักษ์ปลา", base="TH", fresh=True),
    "t_farm": entry("th: กลุ่มเกษตรกร", base="TH", description="ปรับแปลงใกล้ลานหิน"),
    "t_stream": entry("th: สมาคมน้ำและลำธาร", base="TH"),
    "t_turtle": entry("th: ศูนย์เต่าทะเล", base="TH", gaps=(item("กล้องถ่ายภาพ", visible_to="partners"),)),
    "t_goal": entry("th: สำนักงานเป้าหมาย", base="TH", description="คุ้มครอง ๓๐ เปอร์เซ็นต์ ภายในปี ๒๕๗๓"),
    "t_dugong": entry("th: พะยูน (สมมติ)", "en acronym: PYNX", base="TH", offers=(item("ดำน้ำ", state="closed"),)),
    "t_camp": entry("th: ค่ายเยาวชน รักษ์โลก", base="TH"),
}

SEARCHES: list[Search] = [
    Search("ทะเล", "t_sea", "within a run; the fuller entry first", also="t_turtle", never="*"),
    Search("ทะเล\u200bสมมติ", "t_sea", "an invisible space copied from a page", never="*"),
    Search("ทะเล -เต่า", "t_sea", "a word left out", never="*"),
    Search('"ป่าชายเลน"', "t_sea", "a phrase", never="*"),
    Search("ป่าชายเลน, โรงเรียน", "t_sea", "a comma parts words", never="*"),
    Search("“ปลูกป่า”", "t_sea", "a phrase in a phone's quotation marks", never="*"),
    Search("ปลา", "t_fish", "pairs that do not stand together are not found", never="t_farm"),
    Search("รักษ์", "t_fish", "within a run", also="t_camp", never="*"),
    Search("รักษ์ -โลก", "t_fish", "a word left out", never="*"),
    Search("ล\u0e4d\u0e32ธาร", "t_stream", "a vowel typed in two parts", never="*"),
    Search("น\u0e49\u0e4d\u0e32", "t_stream", "a vowel typed in two parts behind a tone mark", never="*"),
    Search("30 เปอร์เซ็นต์", "t_goal", "digits of another keyboard", never="*"),
    Search("ปี 2573", "t_goal", "digits of another keyboard", never="*"),
    Search("พะยูน(สมมติ)", "t_dugong", "brackets part words", never="*"),
    Search("ｐｙｎｘ", "t_dugong", "a full-width acronym", never="*"),
    Search("ป่าชุมชน/เครือข่าย", "t_forest", "a slash parts words", never="*"),
    Search("เครือข่าย ชุมชน", "t_forest", "two words of one run", never="*"),
    Search('"รักษ์โลก"', "t_camp", "a phrase", never="*"),
    Search("ค่ายเยาวชน – รักษ์โลก", "t_camp", "a dash alone is no word", never="*"),
    Search("Таиланд พะยูน", "t_dugong", "a country in Russian", never="*"),
    Search("ศูนย์", "t_turtle", "the beginning of a run", never="*"),
    Search("กล้อง", "", "a gap for partners only"),
    Search("ดำน้ำ", "", "a closed offer"),
]
