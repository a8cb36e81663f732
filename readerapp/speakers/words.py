"""Word lists about people and speech, written for this project (English)."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list, parted by white space."""
    return frozenset(text.split())


MALE_TITLES = words("""
Mr Mister Sir Lord King Prince Uncle Father Monsieur M Signor Herr Don Master Brother Count Duke
Squire Baron Viscount Earl Marquis Emperor Grandfather Grandpa Padre Friar Abbot Sheik Senor
Comte
""")
FEMALE_TITLES = words("""
Mrs Ms Miss Lady Queen Princess Aunt Auntie Mother Madame Mme Mademoiselle Mlle Sister Signora
Signorina Frau Fraulein Fräulein Duchess Countess Baroness Madam Dame Empress Abbess Grandmother
Grandma Granny Senora Marquise Viscountess Donna Congresswoman Councilwoman Assemblywoman
Chairwoman
""")
OTHER_TITLES = words("""
Dr Prof Professor Rev Reverend Sen Sens Senator Rep Reps Representative Gov Governor President
Secretary Judge Justice Capt Captain Col Colonel Gen General Maj Major Lt Lieut Lieutenant Sgt
Sergeant Sheriff Mayor Chairman Ambassador Minister Chancellor Pope Inspector Detective Officer
Admiral Attorney Congressman Chief Speaker Deacon Dean Doctor Vicar Commissioner Councilman
Councillor Constable Corporal Cardinal Bishop Archbishop Superintendent Commander Cmdr Premier
Nurse Cousin Old Young Little Saint St Brigadier Private Rabbi Imam Vice Deputy Delegate Coach
""")
TITLES = MALE_TITLES | FEMALE_TITLES | OTHER_TITLES

MALE_NOUNS = words("""
man men boy father brother uncle husband son grandfather nephew gentleman gentlemen spokesman
king prince duke lord waiter landlord policeman footman butler porter cabman coachman policemen
monk priest knight count baron bridegroom widower papa dad daddy grandpa chairman businessman
congressman fellow lad chap groom captain colonel sergeant soldier sailor squire vicar rector
parson curate constable salesman foreman fireman workman boatman ploughman madman clergyman
statesman headmaster master host actor emperor hero monsieur chauffeur caterpillar hatter
gryphon
""")
FEMALE_NOUNS = words("""
woman women girl girls mother sister aunt wife daughter grandmother niece lady ladies
spokeswoman queen princess duchess countess waitress landlady maid nurse nun bride widow mamma
mama mum mom mummy mommy grandma granny housekeeper governess hostess actress empress heroine
mistress businesswoman congresswoman chairwoman housemaid parlourmaid schoolmistress cook
charwoman
""")
NEUTRAL_NOUNS = words("""
person people child children baby parent parents cousin friend friends companion stranger
neighbour neighbor visitor guest servant doctor lawyer teacher professor officer official
officials inspector detective judge driver clerk secretary student students writer author artist
painter poet editor reporter journalist interviewer speaker voice other others another someone
somebody everyone everybody nobody one player coach president senator governor mayor minister
candidate nominee leader leaders director manager executive chief aide aides adviser advisers
advisor advisors strategist strategists analyst analysts expert experts spokesperson
spokespeople spokesmen spokeswomen representative source sources lawmaker lawmakers voter voters
supporter supporters activist activists attorney economist scientist scientists researcher
researchers employee worker workers resident residents witness witnesses victim suspect pilot
passenger farmer shopkeeper tradesman shopman merchant banker broker agent critic critics
opponent opponents ally allies donor donors pollster operative delegate delegates member members
owner founder co-founder ceo chairperson general commander soldier prisoner thief beggar peasant
crowd audience group chorus rabbit cat mouse dog horse bird pigeon turtle tortoise dormouse hare
lizard creature figure ghost giant dwarf witch wizard devil angel god insider veteran historian
commentator pundit anchor moderator host columnist biographer consultant staffer staff organizer
volunteer trustee treasurer superintendent principal dean scholar fellow engineer developer
designer curator
""")
SOURCE_NOUNS = words("""
campaign committee organization organisation company agency department ministry government
administration office report reports statement statements letter letters memo memorandum email
emails e-mail document documents lawsuit complaint filing indictment ad ads advertisement
website site newspaper paper magazine article editorial headline book poll survey study group
union association foundation institute court panel commission council board party network firm
bank super-pac pac coalition team police authorities bureau service law bill resolution
declaration constitution transcript release tweet post message note sign poster banner slogan
motto verse description caption account blog newsletter press church university school college
embassy
""")
WRITINGS = words("""
report statement statements letter letters memo memorandum email emails e-mail complaint filing
lawsuit declaration tweet tweets post posts message note blog newsletter memoir memoirs book
column editorial article testimony speech remarks affidavit essay diary autobiography release
""")
"""What a person has written or said: "his filing" speaks for him."""

KIN = words("""
father mother brother sister uncle aunt husband wife son daughter grandfather grandmother nephew
niece cousin mamma mama papa mum mom dad daddy mummy friend companion host hostess master
mistress sister-in-law brother-in-law mother-in-law father-in-law guardian lover fiance fiancé
fiancée
""")
ANYBODY = words("""
man woman boy girl lady gentleman fellow chap lad child other others one person people men women
speaker voice stranger friend young creature figure
""")
"""Nouns that may stand for anybody, named persons too."""

PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | NEUTRAL_NOUNS | KIN

NOT_NAMES = words("""
A An The This That These Those It He She They We You I His Her Hers Their Theirs Our Ours My
Mine Your Yours Its And But Or Nor So Yet For If When While Where Who Whom Whose What Which Why
How As At By From In Of On To With After Before Since Until Then There Here Now Not No Yes Oh Ah
Well O Alas Indeed Perhaps Even Still Just Only Also Some Many Most More All Both Each Every
Either Neither Any One Two Three Four Five Six Seven Eight Nine Ten Such Monday Tuesday
Wednesday Thursday Friday Saturday Sunday January February March April June July August
September October November December Chapter CHAPTER However Meanwhile Although Though Because
Despite According Asked Let Do Does Did Is Are Am Was Were Be Been Being Can Could Will Would
Should May Might Must Shall Have Has Had Please Thank Thanks God Heaven Heavens Good Poor Dear
Come Go Look Never Always Ever Very Much Nothing Something Everything Anything Nobody Somebody
Everybody Anybody Twitter Facebook Whether Former Like Says Said Once Again Another Other Others
Than Too Quite Rather Almost Soon Sometimes Often Usually Finally Later Earlier Today Tomorrow
Yesterday Tonight Upon Under Over Above Below Between Among Against About Around Through During
Within Without Along Across Behind Beyond Into Onto Out Off Up Down Near Toward Towards Inside
Outside Instead Besides Moreover Furthermore Therefore Thus Hence Otherwise Else Maybe Certainly
Surely Truly Really Actually Exactly Probably Possibly Suddenly Presently Immediately Slowly
Quickly Unfortunately Fortunately Eventually Apparently Clearly Obviously Hello Hullo Hallo Hi
Hey Goodbye Bye Ha Hush Dash Damn Hell Bah Pooh Nonsense Eh Hm Hmm Um Er Ok OK Okay Aye Ay Nay
Yeah Nope Lo Behold Hark Volume Section Preface Contents Act Scene Vol Say Tell Take Give Make
Get Keep Put See Wait Stop Listen Suppose Think Know Mind Believe Excuse Pardon Don Can't Won't
Didn Doesn Isn Aren Wasn Weren Couldn Wouldn Shouldn Haven Hasn Hadn Ain Mustn Needn Having
Seeing Looking Turning Taking Going Coming Speaking Saying Asking Talking Running Using Based
Given Told Founded Born Led Left Far Whatever Whoever Whenever Wherever Whichever Unless Till
Except Lest Provided Considering Regarding Re Source Photo Image Getty AP Reuters AFP Breaking
Update Updated Read Related Advertisement Video Watch Spokesman Spokeswoman Spokesperson Recently
Stated Continued Added
""")
"""Words that begin sentences, and others in capitals, that no person is called."""

NOT_ALONE = words("""
Republican Republicans Democrat Democrats Democratic American Americans English French German
Italian Spanish Irish Scotch Scottish Russian Chinese Japanese British European Africans African
Indian Indians Christian Christians Catholic Catholics Protestant Jewish Jews Muslim Muslims
Islamic New Great Old Big Small High Low Long Short First Second Third Last Next Christmas
Easter News Book Part
""")
"""Words that are part of some names, but no names alone."""


def _verb_forms(verbs: str) -> set[str]:
    """The forms on -s, -ed and -ing of regular verbs."""
    forms: set[str] = set()
    doubling = words("admit quip sob blab nod rap snap chat dub pen stop spit rib hum")
    for verb in verbs.split():
        if verb in doubling:
            forms |= {f"{verb}s", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"}
        elif verb.endswith("e"):
            forms |= {f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"}
        elif verb.endswith("y") and verb[-2] not in "aeou":
            forms |= {f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
        elif verb.endswith(("s", "sh", "ch", "x", "z")):
            forms |= {f"{verb}es", f"{verb}ed", f"{verb}ing"}
        else:
            forms |= {f"{verb}s", f"{verb}ed", f"{verb}ing"}
    return forms


SPEECH_VERBS = frozenset(
    _verb_forms("""
ask answer reply respond add exclaim whisper murmur mutter cry shout yell remark observe explain
declare announce insist argue claim state note comment tweet joke quip warn acknowledge admit
concede assert inquire enquire demand repeat continue interrupt interpose retort rejoin
ejaculate return gasp groan moan stammer stutter falter scream shriek growl snarl sigh sob wail
protest urge conclude recall testify confess agree suggest complain contend maintain predict
call persist pursue echo drawl grumble mumble croak chuckle giggle laugh hiss bark roar boom
sneer snap reason venture volunteer vow boast lament stress emphasize emphasise reiterate report
query interject counter promise propose recount reassure plead hint coo chirp blurt rap decree
correct confirm deny allege advise caution exhort implore beg entreat proclaim quote resume
proceed finish mention post opine intone muse ponder reflect object apologize apologise bellow
bawl thunder mock tease challenge accuse assure inform instruct order command invite remind
reveal disclose elaborate clarify speculate surmise theorize acquiesce assent aver avow
expostulate remonstrate soliloquize gush pronounce praise criticize criticise condemn denounce
blast slam rail rant rave crow gloat snort grunt whimper whine squeak squeal lisp pant wonder
dub describe characterize label pen
""")
    | words("""
said says saying say told tells tell telling wrote writes write writing written thought thinks
think spoke speaks went began begins begin begun broke read reads reading put puts begged quoth
swore swears cut repeated heard sang sings chimed chimes chanted pleaded asked
""")
)
WEAK_SPEECH_VERBS = words("""
called calls calling call put puts went began begins begin broke read reads reading cut returned
returns returning laughed laughs sighed sighs thought thinks think spoke speaks agreed agrees
promised promises continued continues report reports reported finished finishes proceeded
proceeds post posts posted note notes order orders ordered claim claims state states stated
heard label labels described describes tell write writes hiss resumed invited invite object
objects challenge challenges reveal reveals command commands reason reasons quote quotes comment
comments praise
""")
"""Speech verbs that are as often something else; they count less away from the quotation."""

MALE_PRONOUNS = words("he him his himself")
FEMALE_PRONOUNS = words("she her hers herself")

ORGANISATIONS = words("""
Organization Organisation Campaign Committee Party University College School Institute Center
Centre Project Post Times Journal News Agency Department Association Street House Court Council
Group Fund Victory Company Corporation Corp Inc Co Ltd LLC Bank Union Federation Foundation
Society Club Church Network Radio TV Television Magazine Tribune Herald Guardian Press Studies
Security Service Services Office Bureau Commission Congress Senate Parliament Ministry Board Team
Army Navy Force Forces Hospital Museum Theatre Theater Hotel Park Square Road Avenue Lane Hill
Bridge River Lake Island Islands County City State States Kingdom Republic District Valley Bay
Beach Airport Station Act Law Bill Amendment Treaty Plan Program Programme Policy War Conference
Convention Summit Forum Day Week Month Year Award Awards Prize Cup League Games Show Tower
Administration Authority Alliance Coalition Movement PAC Action Systems Technologies Networks
Research Poll Media Report Review Weekly Daily Online International National Global World Victory
Shirt T-Shirt
""")
"""Last words of names that organisations and places have, and people have not."""

DETERMINERS = words("""
the a an his her my their our its one another this that these those some many several few two
three four five other no each every both most more old young poor little dear
""")
PREPOSITIONS = words("""
of for in at on from with to by about into during after before against than like over under near
through upon towards toward behind beside between among without within across outside inside
around
""")
FILLERS = words("""
also then once later again now still even just never often always had has have would could will
might must did does do who is was are were been being himself herself at last first only too
at-once all suddenly already ever almost further next afterwards not have be
""")
CONJUNCTIONS = words("""
and but or nor that when while because if as so though although until since whether who whom which
where
""")
REMARKS = words("""
observation remark contribution answer reply comment question retort response exclamation cry
words verdict conclusion suggestion advice request order greeting salutation voice
""")
ACTION_VERBS = words("""
was is had has did does would could will might must can may should went came took made got gave
saw knew felt sat stood ran fell held kept left let put set drew rose threw led lay grew spoke
began broke bent bit blew brought built bought caught chose cut drank drove ate found flew forgot
hung heard hid hurt leant lost met read rode rang shook shot shut sang slept struck swept swung
taught tore thought told turned understood woke wore won wrote says thinks knows wants goes takes
makes gets gives sees looks feels comes seems
""")
