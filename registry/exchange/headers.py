"""What people write above the columns of their own tables, beside our labels and keys: by column, in many languages.

Words only that mean one column and no other. Compared folded, so case, accents and signs do not matter.
"""

from collections.abc import Mapping

HEADERS: Mapping[str, str] = {
    "id": "public id; registry id; partner id; identifiant public; id público; публичный идентификатор; 公开编号; "
    "المعرف العام",
    "name": "organization; organisation; organization name; organisation name; name of organization; name of the "
    "organization; name of organisation; name of the organisation; institution; official name; full name; legal name; "
    "nom; nom de l'organisation; nom officiel; organisme; raison sociale; nombre; nombre de la organización; "
    "organización; nombre oficial; entidad; название; наименование; название организации; наименование организации; "
    "организация; полное название; 名称; 机构名称; 组织名称; 机构; 组织; اسم; الاسم; اسم المنظمة; المنظمة; اسم الجهة; "
    "nome; nome da organização; name der organisation",
    "name_language": "language of name; name lang; name language; langue du nom; idioma del nombre; язык названия; "
    "名称语言; لغة الاسم",
    "acronym": "acronym; acronyms; abbreviation; abbreviations; short name; initials; sigle; sigles; acronyme; "
    "abréviation; sigla; siglas; acrónimo; abreviatura; аббревиатура; сокращение; сокращенное название; 缩写; 简称; "
    "اختصار; الاختصار; الاسم المختصر",
    "names": "other names; names; all names; alias; aliases; alternative names; also known as; former names; autres "
    "noms; noms; otros nombres; nombres; другие названия; названия; 其他名称; 别名; أسماء أخرى; الأسماء",
    "type": "type; category; kind; organization type; organisation type; type of organization; type of organisation; "
    "catégorie; type d'organisation; type d'organisme; categoría; tipo; tipo de organización; тип; "
    "категория; тип организации; вид организации; 类型; 类别; 机构类型; 组织类型; نوع; النوع; الفئة; نوع المنظمة; "
    "type name",
    "description": "description; about; summary; mission; profile; what it does; présentation; résumé; descripción; "
    "resumen; misión; описание; о нас; миссия; 描述; 简介; 说明; وصف; الوصف; نبذة",
    "description_language": "language of description; description lang; langue de la description; idioma de la "
    "descripción; язык описания; 描述语言; لغة الوصف",
    "website": "website; web site; web; url; homepage; home page; link; web address; web page; site web; site; "
    "site internet; adresse internet; sitio web; página web; сайт; веб сайт; интернет сайт; 网站; 网址; 官网; "
    "الموقع الإلكتروني; الموقع; موقع الويب",
    "founded": "established; founded; year; year founded; year established; foundation year; year of foundation; "
    "founding year; date of foundation; date founded; année de création; date de création; année de fondation; créée "
    "en; fondation; fundación; año de fundación; año de creación; fundada en; год основания; год создания; основана; "
    "成立年份; 成立时间; 创立年份; سنة التأسيس; تاريخ التأسيس; عام التأسيس",
    "sector": "isic; isic section; industry; sector; secteur; secteur d'activité; sector de actividad; отрасль; "
    "行业; القطاع",
    "people_represented": "people represented; peoples; community; communities; peuple représenté; pueblo "
    "representado; народ; 代表的人民; الشعب الممثل",
    "identifiers": "identifier; identifiers; ror; ror id; wikidata; isni; lei; identifiant; identifiants; "
    "identificador; identificadores; идентификатор; идентификаторы; 标识符; المعرفات; معرف",
    "base_country": "country; country code; countries of base; base country; country of registration; headquarters "
    "country; hq country; home country; country iso2; iso2; iso3; iso country; pays; pays du siège; país; país sede; "
    "страна; государство; 国家; 所在国; 国家地区; بلد; البلد; الدولة; دولة المقر; país base; land; country name; "
    "base country name",
    "no_seat": "no seat; without seat; sans siège; sin sede; без штаб квартиры; 无总部; بلا مقر",
    "base_place": "city; town; place; location; headquarters; hq city; ville; localité; commune; ciudad; localidad; "
    "municipio; город; населенный пункт; место; 城市; 地点; مدينة; المدينة; المكان",
    "everywhere": "everywhere; works everywhere; partout; en todas partes; везде; 各地; في كل مكان",
    "countries": "countries; works in; works in countries; countries of work; countries of operation; countries where "
    "it works; pays d'intervention; pays d'activité; países; países de trabajo; países de intervención; страны; "
    "страны работы; страны деятельности; 工作国家; 活动国家; البلدان; بلدان العمل",
    "regions": "regions; region; works in regions; régions; région; regiones; región; регионы; регион; 区域; 地区; "
    "المناطق; المنطقة",
    "scales": "scale; scales; scale of work; level; échelle; niveau; escala; nivel; масштаб; уровень; 规模; 层级; "
    "النطاق; المستوى",
    "realms": "realm; realms; ecosystem; biome; milieu; ámbito; среда; 领域; البيئات; البيئة",
    "languages": "working languages; working language; languages; languages of work; langues; langues de travail; "
    "idiomas; idiomas de trabajo; языки; рабочие языки; 工作语言; 语言; اللغات; لغات العمل",
    "contact_name": "contact; contact name; contact person; person; focal point; name of contact; personne de contact; "
    "nom du contact; contacto; persona de contacto; контакт; контактное лицо; 联系人; جهة الاتصال; اسم جهة الاتصال",
    "contact_email": "email; e mail; mail; email address; e mail address; contact email; courriel; adresse "
    "électronique; adresse e mail; mél; correo; correo electrónico; электронная почта; эл почта; почта; 电子邮件; "
    "邮箱; 电邮; البريد الإلكتروني; بريد إلكتروني; البريد",
    "contact_phone": "phone; telephone; tel; phone number; telephone number; mobile; téléphone; tél; numéro de "
    "téléphone; teléfono; телефон; тел; 电话; 电话号码; هاتف; الهاتف; رقم الهاتف",
    "activities_title": "activity; activities; project; projects; project title; activity title; project name; "
    "programme; activité; activités; projet; projets; titre du projet; actividad; actividades; proyecto; proyectos; "
    "деятельность; мероприятия; проект; проекты; 活动; 项目; 项目名称; نشاط; الأنشطة; مشروع; المشاريع",
    "activities_text": "activity description; project description; description of activities; description du projet; "
    "description de l'activité; descripción del proyecto; descripción de la actividad; описание проекта; 项目描述; "
    "活动描述; وصف المشروع; وصف النشاط",
    "activities_start": "start; start date; begin; project start; from; début; date de début; inicio; fecha de inicio; "
    "начало; дата начала; 开始; 开始日期; البداية; تاريخ البدء",
    "activities_end": "end; end date; project end; until; fin; date de fin; fecha de fin; окончание; дата окончания; "
    "结束; 结束日期; النهاية; تاريخ الانتهاء",
    "activities_status": "status; activity status; project status; statut; état; estado; статус; 状态; الحالة",
    "activities_site_ids": "wdpa; wdpa id; wdpa ids; wdpaid; oecm id; site ids",
    "activities_elements": "elements of target 3; target 3 elements",
    "gaps_title": "need; needs; support needed; support needs; gap; gaps; besoin; besoins; appui recherché; necesidad; "
    "necesidades; потребность; потребности; 需求; 所需支持; احتياج; الاحتياجات",
    "gaps_amount": "amount; amount needed; budget needed; montant; importe; monto; сумма; 金额; المبلغ",
    "gaps_currency": "currency; devise; monnaie; moneda; divisa; валюта; 货币; 币种; العملة",
    "offers_title": "offer; offer title; support offered; offre; appui offert; oferta; apoyo ofrecido; предложение; "
    "предлагаемая поддержка; 提供的支持; عرض; الدعم المقدم",
}

# Columns of our own downloads that say what other columns say already, or what no table can change.
LEFT_OUT = (
    "address; logo; logo_url; elements; kinds; lacks; offers; activity_count; gap_count; offer_count; networks; "
    "listed_on; confirmed_on"
)
