"""Devanagari script: Hindi, Nepali, Marathi."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "d_forest": entry("hi: काल्पनिक वन संरक्षण परिषद", base="IN", activities=(item("नदी तट पर पौधारोपण"),), fresh=True),
    "d_life": entry("hi: जीवन संरक्षण मंच", base="IN"),
    "d_water": entry("hi: काल्पनिक जल संरक्षण समिति", base="IN", description="लक्ष्य २०३० तक।"),
    "d_climate": entry("hi: जलवायु संरक्षण संघ", base="IN"),
    "d_flood": entry("hi: बाढ\u093c और पहाड\u093c फ\u093cाउंडेशन", base="IN"),
    "d_nepal": entry(
        "ne: काल्पनिक हिमाली समुदाय",
        "ne former: हिमाली मञ्च",
        base="NP",
        gaps=(item("दूरबीन", visible_to="partners"), item("टेलिस्कोप", state="closed")),
    ),
    "d_marine": entry("hi: समुद्री क्षेत्र प्रबंधन", base="IN"),
    "d_shared": entry("hi: सह-प्रबंधन समूह", base="IN", activities=(item("सामूहिक गश्ती"),)),
    "d_marathi": entry("mr: काल्पनिक सागरी कासव मंडळ", base="IN", place="रत्नपुर", place_public=True),
}

SEARCHES: list[Search] = [
    Search("वन संरक्षण", "d_forest", "a word is not a part of another", never="*"),
    Search("वन", "d_forest", "a word is not a part of another", never="*"),
    Search("India वन", "d_forest", "a country in English; a word is not a part of another", never="*"),
    Search("जल संरक्षण", "d_water", "only the last word may be a beginning", never="*"),
    Search("बा\u095d", "d_flood", "a dotted letter in one piece, in two in the text", never="*"),
    Search("पहा\u095c", "d_flood", "a dotted letter in one piece", never="*"),
    Search("\u095eाउंडेशन", "d_flood", "a dotted letter in one piece", never="*"),
    Search("क्\u200dषेत्र", "d_marine", "an invisible joiner", never="*"),
    Search("प्रबं\u200bधन समुद्री", "d_marine", "an invisible space copied from a page", never="*"),
    Search("लक्ष्य 2030", "d_water", "digits of another keyboard", never="*"),
    Search("plans २०३०", "turtle", "digits of another keyboard", never="*"),
    Search("सह–प्रबंधन", "d_shared", "one dash for another", never="*"),
    Search("सामूहिक, समूह", "d_shared", "a comma parts words", never="*"),
    Search("नदी। तट", "d_forest", "a danda parts words", never="*"),
    Search(
        "-जल संरक्षण", "d_forest", "a word left out, not those that begin with it", also="d_life d_climate", never="*"
    ),
    Search('"संरक्षण परिषद"', "d_forest", "a phrase", never="*"),
    Search('"परिषद संरक्षण"', "", "a phrase keeps its order"),
    Search("संरक्षन परिषद", "d_forest", "one letter for another", never="*", rescued=True),
    Search("पौधारोपन", "d_forest", "one letter for another", never="*", rescued=True),
    Search("हिमाली मञ्च", "d_nepal", "a former name", never="*"),
    Search("समुदा", "d_nepal", "the beginning of a word", never="*"),
    Search("尼泊尔 हिमाली", "d_nepal", "a country in Chinese", never="*"),
    Search("कासव", "d_marathi", "a word of a name", never="*"),
    Search("रत्नपुर", "d_marathi", "a town that is shown", never="*"),
    Search("दूरबीन", "", "a gap for partners only"),
    Search("टेलिस्कोप", "", "a closed gap"),
]
