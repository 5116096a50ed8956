"""What people write above the columns of their own tables, beside our labels and keys: by column, in many languages.

Words only that mean one column and no other. Compared folded, so case, accents and signs do not matter.
"""

from collections.abc import Mapping

HEADERS: Mapping[str, str] = {
    "id": "public id; registry id; partner id; identifiant public; id público; публичный идентификатор; 公开编号; "
    "المعرف العام; identifiant de la fiche",
    "name": "organization; organisation; organization name; organisation name; name of organization; name of the "
    "organization; name of organisation; name of the organisation; institution; official name; full name; legal "
    "name; nom; nom de l'organisation; nom officiel; organisme; raison sociale; nombre; nombre de la organización; "
    "organización; nombre oficial; entidad; название; наименование; название организации; наименование организации; "
    "организация; полное название; 名称; 机构名称; 组织名称; 机构; 组织; اسم; الاسم; اسم المنظمة; المنظمة; اسم "
    "الجهة; nome; nome da organização; name der organisation; name of institution; institution name; entity; entity "
    "name; nom de l'organisme; nom de l'institution; nom de la structure; nom légal; dénomination; dénomination "
    "sociale; nombre de la institución; nombre de la entidad; nombre legal; razón social; institución; denominación; "
    "название учреждения; наименование учреждения; учреждение; 机构全称; 组织全称; 单位名称; اسم المؤسسة; المؤسسة; "
    "اسم الهيئة; الاسم الكامل; nome oficial; nome da instituição",
    "name_language": "language of name; name lang; name language; langue du nom; idioma del nombre; язык названия; "
    "名称语言; لغة الاسم",
    "acronym": "acronym; acronyms; abbreviation; abbreviations; short name; initials; sigle; sigles; acronyme; "
    "abréviation; sigla; siglas; acrónimo; abreviatura; аббревиатура; сокращение; сокращенное название; 缩写; 简称; "
    "اختصار; الاختصار; الاسم المختصر; acronym or abbreviation; abbr; sigle ou acronyme; abreviación; siglas de la "
    "organización; акроним; краткое название; 英文缩写; 缩略语; الاسم المختصر للمنظمة; الأحرف الأولى",
    "names": "other names; names; all names; alias; aliases; alternative names; also known as; former names; autres "
    "noms; noms; otros nombres; nombres; другие названия; названия; 其他名称; 别名; أسماء أخرى; الأسماء; other name; "
    "former name; previous names; anciens noms; autre nom; nom d'usage; otro nombre; nombres anteriores; también "
    "conocida como; прежние названия; другое название; 曾用名; 又名; أسماء سابقة; اسم آخر",
    "type": "type; category; kind; organization type; organisation type; type of organization; type of organisation; "
    "catégorie; type d'organisation; type d'organisme; categoría; tipo; tipo de organización; тип; категория; тип "
    "организации; вид организации; 类型; 类别; 机构类型; 组织类型; نوع; النوع; الفئة; نوع المنظمة; type name; entity "
    "type; institution type; type of institution; type of entity; stakeholder type; nature de l'organisation; type "
    "d'institution; type de structure; tipo de institución; tipo de entidad; clase de organización; тип учреждения; "
    "вид учреждения; 机构性质; 单位性质; 组织性质; نوع المؤسسة; نوع الجهة; تصنيف المنظمة; tipo de organização",
    "description": "description; about; summary; mission; profile; what it does; présentation; résumé; descripción; "
    "resumen; misión; описание; о нас; миссия; 描述; 简介; 说明; وصف; الوصف; نبذة; short description; brief "
    "description; description of the organization; description of the organisation; about us; objectives; purpose; "
    "mission statement; description de l'organisation; description courte; brève description; à propos; objet; "
    "descripción de la organización; breve descripción; acerca de; objetivos; краткое описание; описание "
    "организации; об организации; цели; 机构简介; 组织简介; 概述; 使命; وصف المنظمة; نبذة عن المنظمة; الرسالة; "
    "descrição",
    "description_language": "language of description; description lang; langue de la description; idioma de la "
    "descripción; язык описания; 描述语言; لغة الوصف",
    "website": "website; web site; web; url; homepage; home page; link; web address; web page; site web; site; site "
    "internet; adresse internet; sitio web; página web; сайт; веб сайт; интернет сайт; 网站; 网址; 官网; الموقع "
    "الإلكتروني; الموقع; موقع الويب; website url; website address; official website; internet; internet address; "
    "www; adresse web; adresse du site; site officiel; url du site; page web; sitio; sitio de internet; dirección "
    "web; página de internet; página oficial; официальный сайт; адрес сайта; веб страница; 官方网站; 网站地址; 主页; "
    "网页; عنوان الموقع; الموقع على الإنترنت; الموقع الرسمي; رابط الموقع; página na internet",
    "founded": "established; founded; year; year founded; year established; foundation year; year of foundation; "
    "founding year; date of foundation; date founded; année de création; date de création; année de fondation; créée "
    "en; fondation; fundación; año de fundación; año de creación; fundada en; год основания; год создания; основана; "
    "成立年份; 成立时间; 创立年份; سنة التأسيس; تاريخ التأسيس; عام التأسيس; foundation; foundation date; founding "
    "date; founded in; founded on; established in; established on; establishment; establishment date; establishment "
    "year; date of establishment; date established; year of establishment; year of creation; date of creation; "
    "since; date de fondation; année d'établissement; date d'établissement; fondée en; fondé en; créé en; création; "
    "fecha de fundación; fecha de creación; fecha de constitución; año de constitución; año de establecimiento; "
    "fundado en; creada en; creación; дата основания; дата создания; год образования; дата образования; основание; "
    "год учреждения; основано; основан; 成立日期; 创立时间; 创立日期; 成立年; 创建年份; 建立年份; 成立于; سنة "
    "الإنشاء; تاريخ الإنشاء; عام الإنشاء; التأسيس; تأسست عام; data de fundação; ano de fundação; gründungsjahr",
    "sector": "isic; isic section; industry; sector; secteur; secteur d'activité; sector de actividad; отрасль; "
    "行业; القطاع; economic sector; business sector; sector of the economy; secteur économique; sector económico; "
    "rama de actividad; сектор экономики; 所属行业; 经济部门; القطاع الاقتصادي",
    "people_represented": "people represented; peoples; community; communities; peuple représenté; pueblo "
    "representado; народ; 代表的人民; الشعب الممثل; people or community; indigenous people or community; peuple ou "
    "communauté; peuple autochtone; communauté; pueblo o comunidad; pueblo indígena; comunidad; община; "
    "представляемый народ; 民族; 社区; الشعب أو المجتمع; المجتمع",
    "identifiers": "identifier; identifiers; ror; ror id; wikidata; isni; lei; identifiant; identifiants; "
    "identificador; identificadores; идентификатор; идентификаторы; 标识符; المعرفات; معرف; identifier codes; "
    "external identifiers; identifiants externes; identificadores externos; внешние идентификаторы; 外部标识符; "
    "المعرفات الخارجية",
    "base_country": "country; country code; countries of base; base country; country of registration; headquarters "
    "country; hq country; home country; country iso2; iso2; iso3; iso country; pays; pays du siège; país; país sede; "
    "страна; государство; 国家; 所在国; 国家地区; بلد; البلد; الدولة; دولة المقر; país base; land; country name; "
    "base country name; country of base; country of seat; country of origin; country of residence; country of "
    "headquarters; nation; pays d'origine; pays d'implantation; pays de base; code pays; nom du pays; país de "
    "origen; país de la sede; país de registro; código de país; nombre del país; страна регистрации; страна "
    "нахождения; страна базирования; код страны; 总部所在国; 注册国家; 国别; 国家代码; بلد التسجيل; دولة التسجيل; "
    "رمز البلد; país de origem",
    "no_seat": "no seat; without seat; sans siège; sin sede; без штаб квартиры; 无总部; بلا مقر",
    "base_place": "city; town; place; location; headquarters; hq city; ville; localité; commune; ciudad; localidad; "
    "municipio; город; населенный пункт; место; 城市; 地点; مدينة; المدينة; المكان; city or town; head office; "
    "municipality; place of base; lieu; commune du siège; ville du siège; siège; lugar; sede; ciudad sede; ciudad de "
    "la sede; местонахождение; место нахождения; город штаб квартиры; 所在城市; 所在地; 总部所在地; مدينة المقر; "
    "المقر; cidade",
    "everywhere": "everywhere; works everywhere; partout; en todas partes; везде; 各地; في كل مكان",
    "countries": "countries; works in; works in countries; countries of work; countries of operation; countries "
    "where it works; pays d'intervention; pays d'activité; países; países de trabajo; países de intervención; "
    "страны; страны работы; страны деятельности; 工作国家; 活动国家; البلدان; بلدان العمل; countries of activity; "
    "countries of intervention; operating countries; pays de travail; países de actividad; страны присутствия; "
    "业务国家; دول العمل; بلدان النشاط; الدول",
    "regions": "regions; region; works in regions; régions; région; regiones; región; регионы; регион; 区域; 地区; "
    "المناطق; المنطقة; un region; un regions; regions of work; régions de travail; régions d'intervention; regiones "
    "de trabajo; регионы работы; 工作区域; مناطق العمل",
    "scales": "scale; scales; scale of work; level; échelle; niveau; escala; nivel; масштаб; уровень; 规模; 层级; "
    "النطاق; المستوى; scale of activity; geographic scale; geographical scope; échelle géographique; échelle "
    "d'intervention; escala geográfica; alcance geográfico; масштаб деятельности; 工作规模; نطاق العمل",
    "realms": "realm; realms; ecosystem; biome; milieu; ámbito; среда; 领域; البيئات; البيئة; environments; "
    "ecosystems; écosystèmes; ecosistemas; entornos; экосистемы; 生态系统; النظم الإيكولوجية",
    "languages": "working languages; working language; languages; languages of work; langues; langues de travail; "
    "idiomas; idiomas de trabajo; языки; рабочие языки; 工作语言; 语言; اللغات; لغات العمل; languages spoken; "
    "languages used; spoken languages; langue de travail; langues parlées; langues utilisées; idioma de trabajo; "
    "lenguas; idiomas que hablan; рабочий язык; языки работы; 工作语种; 使用语言; لغة العمل; لغات; idiomas de "
    "trabalho",
    "contact_name": "contact; contact name; contact person; person; focal point; name of contact; personne de "
    "contact; nom du contact; contacto; persona de contacto; контакт; контактное лицо; 联系人; جهة الاتصال; اسم جهة "
    "الاتصال; main contact; primary contact; contact name and surname; representative; name of focal point; point "
    "focal; nom et prénom du contact; personne contact; responsable; représentant; persona contacto; nombre del "
    "contacto; punto focal; nombre de contacto; responsable de contacto; имя контактного лица; представитель; "
    "координатор; 联系人姓名; 联络人; 负责人; اسم الشخص المسؤول; الشخص المسؤول; مسؤول الاتصال; نقطة الاتصال",
    "contact_email": "email; e mail; mail; email address; e mail address; contact email; courriel; adresse "
    "électronique; adresse e mail; mél; correo; correo electrónico; электронная почта; эл почта; почта; 电子邮件; "
    "邮箱; 电邮; البريد الإلكتروني; بريد إلكتروني; البريد; e mail contact; email contact; main email; official "
    "email; email of contact; adresse courriel; adresse mail; adresse email; courriel du contact; email du contact; "
    "adresse de courriel; correo e; correo electrónico de contacto; dirección de correo; email de contacto; "
    "электронный адрес; эл адрес; имейл; 电子邮箱; 邮件; 邮箱地址; الإيميل; ايميل; endereço de e mail",
    "contact_phone": "phone; telephone; tel; phone number; telephone number; mobile; téléphone; tél; numéro de "
    "téléphone; teléfono; телефон; тел; 电话; 电话号码; هاتف; الهاتف; رقم الهاتف; phone no; tel no; mobile phone; "
    "cell phone; contact number; numéro de tél; téléphone portable; portable; téléphone du contact; teléfono de "
    "contacto; número de teléfono; celular; móvil; номер телефона; контактный телефон; мобильный телефон; 手机; "
    "手机号码; 联系电话; 手机号; رقم التليفون; تليفون; الجوال; رقم الجوال; telefone",
    "activities_title": "activity; activities; project; projects; project title; activity title; project name; "
    "programme; activité; activités; projet; projets; titre du projet; actividad; actividades; proyecto; proyectos; "
    "деятельность; мероприятия; проект; проекты; 活动; 项目; 项目名称; نشاط; الأنشطة; مشروع; المشاريع; title of "
    "project; title of activity; name of project; nom du projet; intitulé du projet; titre de l'activité; nombre del "
    "proyecto; título del proyecto; título de la actividad; название проекта; название деятельности; 活动名称; "
    "项目标题; اسم المشروع; عنوان المشروع; عنوان النشاط",
    "activities_text": "activity description; project description; description of activities; description du projet; "
    "description de l'activité; descripción del proyecto; descripción de la actividad; описание проекта; 项目描述; "
    "活动描述; وصف المشروع; وصف النشاط; description of project; description of activity; description of the project; "
    "descripción de las actividades; описание деятельности; описание мероприятия; 活动说明; 项目简介; وصف الأنشطة",
    "activities_start": "start; start date; begin; project start; from; début; date de début; inicio; fecha de "
    "inicio; начало; дата начала; 开始; 开始日期; البداية; تاريخ البدء; start year; starting date; begin date; "
    "beginning; date of start; date de démarrage; date de commencement; fecha inicio; fecha de comienzo; дата "
    "старта; 起始日期; 开始时间; تاريخ البداية",
    "activities_end": "end; end date; project end; until; fin; date de fin; fecha de fin; окончание; дата окончания; "
    "结束; 结束日期; النهاية; تاريخ الانتهاء; end year; closing date; completion date; date of end; date "
    "d'achèvement; date de clôture; fecha fin; fecha de finalización; fecha de término; дата завершения; 结束时间; "
    "截止日期; تاريخ النهاية",
    "activities_status": "status; activity status; project status; statut; état; estado; статус; 状态; الحالة; state "
    "of project; estado del proyecto; статус проекта; 项目状态; حالة المشروع",
    "activities_site_ids": "wdpa; wdpa id; wdpa ids; wdpaid; oecm id; site ids",
    "activities_elements": "elements of target 3; target 3 elements",
    "gaps_title": "need; needs; support needed; support needs; gap; gaps; besoin; besoins; appui recherché; "
    "necesidad; necesidades; потребность; потребности; 需求; 所需支持; احتياج; الاحتياجات; gap title; title of need; "
    "support gap; support gaps; needs and gaps; besoin d'appui; besoins d'appui; lacune; lacunes; brecha; brechas; "
    "apoyo necesario; apoyo requerido; necesidad de apoyo; нужды; необходимая поддержка; пробел; 支持需求; 缺口; "
    "الدعم المطلوب; الثغرات",
    "gaps_amount": "amount; amount needed; budget needed; montant; importe; monto; сумма; 金额; المبلغ; amount "
    "required; required amount; montant demandé; montant nécessaire; importe necesario; cantidad necesaria; "
    "необходимая сумма; 所需金额; المبلغ المطلوب",
    "gaps_currency": "currency; devise; monnaie; moneda; divisa; валюта; 货币; 币种; العملة; currency code; code "
    "devise; código de moneda; код валюты; 货币代码; رمز العملة",
    "offers_title": "offer; offer title; support offered; offre; appui offert; oferta; apoyo ofrecido; предложение; "
    "предлагаемая поддержка; 提供的支持; عرض; الدعم المقدم; support offer; support offers; offered support; what it "
    "offers; appui proposé; offre d'appui; offres; soutien proposé; ofertas; apoyo que ofrece; oferta de apoyo; "
    "предложения; предложение поддержки; 可提供的支持; 支持提供; الدعم المعروض; عرض الدعم; العروض",
}

# Columns of our own downloads that say what other columns say already, or what no table can change.
LEFT_OUT = (
    "address; logo; logo_url; elements; kinds; lacks; offers; activity_count; gap_count; offer_count; networks; "
    "listed_on; confirmed_on"
)
