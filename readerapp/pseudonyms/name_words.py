"""Words that names are made of, and words that only look like names.

All are folded as `name_forms.fold_word` folds them: lower case, without accents.
"""

from __future__ import annotations

WORDS = frozenset(
    """
    ace adore amber amour angel april art ash ashes ask aspen august autumn baker ball banks barber
    baron barr bass bay bean bear beck bell belle bench berry best bird bishop black blake blanc
    blanche blau bless blessing bliss bloom blossom blue bois bolt bond book booth boulanger bow
    bowl box boy brand bray bridge bright brook brooks brown buck bud bull burg burns bush butcher
    butler butt butter cable camp candy canon carol carpenter carter cash castle cat chance charity
    chase cherish cherry chip church cielo clark clay cliff close cloud coal cob cole cook coop
    cooper coral cotton court crane cross crow cruz crystal dale dash dawn day dean dear deer dell
    dia diamond dick dietrich dirk dolly dot dove drew duke eager earl early east ember english eve
    ever fair faith fall farmer fern fields finch fish fisher fleur flower foot ford forest fort
    foster fox franc france frank free freedom french friend frost gale garcon garden garland gay
    gene general gentle ginger glass glen glory gold good goods grace grand grant gray green grey
    groom gros gross grove guy hale hall ham hand hank happy hard hardy harmony harp harsh hart hay
    hazel head heart heath heather heaven hedge hill hills hilly holiday holland holly home honey
    honor honour hood hook hop hope horn house hunt hunter ilo ivy jack jade jasmine jay jean jeans
    jersey jet jewel job joker jolly joy judge juice june junge junior just justice keen key keys
    king kingdom kit kitten klein knight kurz lake lamb lance land lane lang lange lark lass laurel
    law lawn laws leaf lee lemon lily lion little lock long loup love low luck lucky lumi mace major
    man marble march mark market marks marsh marshal martin mason matt max may mead melody mercy
    merit merry mild miles mill miller mint miss moon moor more moss mountain myrtle nanny nice nick
    noble noir noon norm north nurse oak oaks olive onni opal orange page paige pansy park parker
    parks parsley parson pastor patience patty paz peace peach pearl penny pepper per perch petal
    peter petit petite pierce pike pitt plum poet pool poor pope poppy porter post pot potter pound
    powers price prince princess prudence pyry queen quick quill rain raven ray read red reed reef
    reeves regal rich rick ridge ring rip river rivers rob robe rock rocks rocky rod rojo rosa rose
    rosemary rossi rough round rowan royal ruby rue rush russet rust ruusu sage sailor salt sand
    sandy santos satu savage scarlet schwarz scot sea self senior shade shadow shark sharp shaw
    shell sherry ship short silver sky small smart smith snow sol sonny sparrow spear spencer spring
    spruce star stark stars steel sterling stone storm story street strong sue sugar summer summers
    sun sunny swan swift tag tailor tan teal temple tiger time toivo town tree trinity trip true
    turner twist vale van veil verity vesa vine violet virta vuori wade walker wall walls ward
    warden ware warm water waters way weaver weiss well wells west wheat wheeler white wild wilder
    will willow wills wind windows winter wise wish wolf wood woods woody word words work workman
    worth wren wright wunder yard yarn york young
    """.split()
)
"""Names that are words too: in lower case they are taken for the word."""

NOUNS = frozenset(
    """
    adler bach bauer baum berg blume braun fuchs hahn hase herz hirsch hoffnung jager kaiser
    keller koch konig kraus krause kreuz meyer mond morgen muller nacht neumann ritter roth
    schafer schmidt schneider schuster sommer stein stern teufel vogel wagner weber zimmermann
    """.split()
)
"""Names that are German nouns: those have a capital too, so in lower case they are names."""

FUNCTION_WORDS = frozenset(
    """
    a about after al also am an and ante are as at auf aus be been before but by can con da dar
    das dass de dei del della dem den der des di die do does dos du e ed ein eine el en er es et
    for from had has have he her him his how i ich if il im in is ist it its je la las le les lo
    los me mi mit my ne nicht no non not nous o oder of off og oh ok on one or os ou our out over
    par pas pero por pour que qui sa said se she sie sind so su sur ta te than that the their them
    then there they this to too un una und under une until up us va von vor vous was we were what
    when where which who why with y yes you your zu zum zur
    """.split()
)
"""Words that are no name on their own, though they may be a part of one."""

TITLES = frozenset(
    """
    avv dame dhr dipl doctor don dona dott dottor dr fr frau fraulein froken fru herr herra hon hr
    ing lady lord madam madame mademoiselle mag meneer mevr mevrouw miss missis mister mlle mme
    monsieur mr mrs ms mx neiti pan pana pani panna prof professor rev reverend rouva senor senora
    senorita sig signor signora sir slecna sr sra srta κ κα κος κυρια κυριος г г-жа г-н господин
    госпожа гражданин гражданка доктор пан пани профессор גב גברת ד"ר מר الاستاذ الاستاذه الدكتور
    الدكتوره السيد السيده
    """.split()
)
"""Forms of address, which go together with the name that follows."""

SHORT_TITLES = frozenset(
    """
    mr mrs ms mx dr prof rev hon mme mlle hr fr sr sra srta sig dott avv ing mag dipl dhr mevr г κ
    κα
    """.split()
)
"""Forms of address that may end with a full stop; after others it ends a sentence."""

OFFICES = frozenset(
    """
    ambassador aunt baron baroness bishop brother capt captain cardinal chairman chairwoman
    chancellor coach col colonel congressman congresswoman councillor councilman councilwoman
    count countess das der detective die duchess duke father gen general gov governor imam
    inspector judge justice king la le lieutenant lt mayor minister mother officer pope president
    prince princess queen rabbi rep representative saint secretary sen senator sergeant sgt sheikh
    sheriff sister st the uncle
    """.split()
)
"""Words before a name that say what somebody is; they are no part of the name, and stay."""

SUFFIXES = frozenset("jr sr junior senior ii iii iv phd md mp qc kc esq esquire obe mbe".split())
"""Words after a name that are no part of it."""

PARTICLES = frozenset(
    """
    af al ap ben bin bint da dal das de dei del della den der des di do dos du el ibn la las le
    los ten ter van ver vom von y zu zum zur
    """.split()
)
"""Words that begin a surname: van der Berg, de la Cruz."""

ROLES = frozenset(
    """
    account deleted
    a admin agent all anonym anonymous another answer assistant attorney audience author bailiff
    befragte befragter bot both boy brother bystander caller captain chair chairman chairperson
    child chorus clerk client counsel court crowd customer dad date daughter defendant doctor
    editor everybody everyone facilitator father female femme first frau general girl governor
    group guest haastateltava haastattelija he homme host husband i interpreter interviewee
    interviewer intervieweur journalist judge juror jury justice kid king male man mann mayor me
    member members men mies minister moderator mom mother mum nainen name narrator no number nurse
    observer officer one operator other others page panel panelist panellist participant patient
    person place plaintiff police policeman president prosecutor q queen question reporter
    researcher respondent richter richterin second senator several she singer sister son speaker
    spokesman spokesperson spokeswoman sprecher sprecherin staff student system teacher team
    temoin text the they third three time title translator two unidentified unknown user voice we
    wife witness woman women you zeuge zeugin
    """.split()
)
"""Words of labels that name no person, as in "Speaker 1", "Interviewer", "Q"."""

ABBREVIATIONS = frozenset(
    """
    ac ad ag ai am ap apa api ar as at au ba bbc bc bd be bf bg bh bi bn bp br bs bt ca cc cd ce
    ceo ch ci cia cm cnn co cv cz db dc dd de dj dk dna dr du ed ee eg em en eng eps er es etc eu
    ex fa fao faq fbi fc ff fi fm fr ft fx fyi ga gb gdp gmbh gmt gp gps hd hp hq hr hs ht hz ia
    ibm id ie ii iii il im inc io ip iq ir is isbn iso it iv ix jp jr ka kg kgb km kw la lb lcd
    led ll lp lt ltd ma mac mb mba md mi ml mm mo mp mph ms mt mw na nato nb nba nd ne nfl nfs ng
    nhs no nr ns nsa nsw nt nv nw ny nyc nz oecd ok os oz pa pc pd pdf pg ph phd pi pin pl plc pm
    po pp pr ps pt pto pty qa qc ra rc rd ri rn rna rom rpm rss rsvp sa sc sd se sim sk sms sos sp
    sq sr ss st sw ta tb tbd tn tv tx uae ui uk un unesco unicef us usa usb usd ussr ut uv va vat
    vc vi vii viii vip vp vs vt wa wc who wi wto wv ww xi xii xl xx xxl yd zip
    """.split()
)
"""Abbreviations that are not taken for the initials of a person."""

DOTTED_ABBREVIATIONS = frozenset(
    """
    ad am ba bc bs ca dc dj eg eu fm id ie io la ma mba md mp ms ny nyc pa phd pm ps pto qc sa tv
    uae uk un us usa ussr ut vp
    """.split()
)
"""Abbreviations that are written with full stops, as initials are."""

MONTHS = frozenset("january february march april may june july august jan mar jun jul aug".split())
"""Months; with a number beside it, such a word is a date."""

CJK_SURNAMES_OF_TWO = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 端木 "
    "南宫 "
    "남궁 황보 제갈 선우 독고 사공".split()
)
"""Chinese and Korean surnames of two characters; the others have one."""

CJK_ADDRESSES = tuple(
    "先生 女士 小姐 太太 老师 老師 教授 博士 医生 醫生 同志 总 總 さん 様 さま 氏 くん 君 ちゃん "
    "씨 님 선생님 선생 교수 박사 군 양".split()
)
"""Forms of address after a name."""
