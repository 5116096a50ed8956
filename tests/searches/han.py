"""Han script: Chinese, simplified and traditional."""

from tests.searches.entries import Entry, Search, entry, item

POPULATION: dict[str, Entry] = {
    "h_environment": entry(
        "zh: 虚构环境研究所",
        "en translation: Fictional Institute of Surroundings",
        base="CN",
        description="监测湿地与候鸟。",
        activities=(item("青山湿地恢复"),),
        fresh=True,
    ),
    "h_ocean": entry("zh: 虚构海洋研究所", base="CN"),
    "h_wetland": entry(
        "zh-Hant: 幻想濕地保護協會", "zh-Hant alias: 濕地之友", base="HK", activities=(item("紅樹林復育計畫"),)
    ),
    "h_reef": entry("zh: 珊瑚礁守护者联盟（虚构）", base="CN"),
    "h_university": entry("zh: 东方海洋大学想象分校", base="CN"),
    "h_pacific": entry("zh: 太平洋大堡礁之友（虚构）", base="SG", description="研究海洋生物，与多所大学合作。"),
    "h_nature": entry("zh: 自然保护基金会（想象）", base="CN", description="面向2030年的目标。"),
    "h_thirty": entry("zh: 三十乘三十网络（想象）", base="CN", description="到２０３０年保护３０％。"),
    "h_panda": entry(
        "zh: 竹林熊猫社区合作社",
        base="CN",
        description="村民巡护竹林。",
        gaps=(item("夜间巡护灯"), item("无人机", visible_to="partners"), item("望远镜", state="met")),
    ),
    "h_wwx": entry("zh: WWX远山中心", base="SG"),
    "h_river": entry("zh: 长河流域委员会（虚构）", base="CN", activities=(item("鱼类洄游", visible_to="secretariat"),)),
    "h_forestry": entry("zh: 虚构省林业厅", base="CN", description="管理湿地公园。"),
}

SEARCHES: list[Search] = [
    Search("环境", "h_environment", "two letters within a run", never="*"),
    Search(
        "湿地", "h_environment", "two letters in an activity, then in a description", also="h_forestry", never="h_river"
    ),
    Search("研究所", "h_environment", "the end of a run", also="h_ocean", never="*"),
    Search("海洋大学", "h_university", "pairs that do not stand together are not found", never="h_pacific"),
    Search("环境，湿地", "h_environment", "a Chinese comma parts words", never="*"),
    Search("濕地、紅樹林", "h_wetland", "a Chinese list comma parts words", never="*"),
    Search("《珊瑚礁守护者》", "h_reef", "Chinese brackets are no letters", never="*"),
    Search("（虚构）珊瑚礁", "h_reef", "brackets and another order", never="*"),
    Search("竹林·熊猫", "h_panda", "a middle dot parts words", never="*"),
    Search("⾃然保护", "h_nature", "a radical copied from a PDF", never="*"),
    Search("竹\uf9f4", "h_panda", "a compatibility letter", never="*"),
    Search("珊瑚\u200b礁", "h_reef", "an invisible space copied from a page", never="*"),
    Search("２０３０年", "h_nature", "full-width digits, typed or stored", also="h_thirty", never="*"),
    Search("2030年", "h_nature", "digits in a run, full-width in the other text", also="h_thirty", never="*"),
    Search("ＷＷＸ", "h_wwx", "full-width Latin letters", never="*"),
    Search("远山", "h_wwx", "behind Latin letters without a space", never="*"),
    Search("远山 wwx", "h_wwx", "two scripts in one run", never="*"),
    Search('"濕地保護"', "h_wetland", "a phrase", never="*"),
    Search("“海洋研究所”", "h_ocean", "a phrase in Chinese quotation marks", never="*"),
    Search("“研究所虚构”", "", "a phrase keeps its order"),
    Search("研究所 -海洋", "h_environment", "a word left out", never="*"),
    Search("湿地 -研究所", "h_forestry", "a word left out", never="*"),
    Search("濕地之友", "h_wetland", "an alias", never="h_pacific"),
    Search("科特迪瓦", "abidjan", "a country in Chinese", also="volta", never="*"),
    Search("中国 竹林", "h_panda", "a country and a word", never="*"),
    Search("China 竹林", "h_panda", "a country in English and a word in Chinese", never="*"),
    Search("无人机", "", "a gap for partners only"),
    Search("望远镜", "", "a gap that is met"),
    Search("洄游", "", "an activity that is hidden"),
    Search("美国", "montana", "a country by its everyday name", never="*"),
    Search("英国 tides", "art", "a country by its everyday name", also="smart", never="*"),
    Search("韩国", "s_sea", "a country by its everyday name", also="s_forest s_grove s_river s_2030", never="*"),
    Search("象牙海岸", "abidjan", "another name of a country", also="volta", never="*"),
    Search("朝鲜", "", "one Korea is not the other"),
]
