"""English word lists for attribution: titles, nouns for persons, verbs of speech, first names.

The lists were written for this project. First names are listed by the gender they usually
indicate, with their short forms.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list separated by white space."""
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
"""Things that a person has written or said: "his filing" counts as that person."""

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
"""Nouns that may refer to anybody, also to persons with a name."""

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
"""Words that are no names of persons: words that begin sentences, and others in upper case."""

NOT_ALONE = words("""
Republican Republicans Democrat Democrats Democratic American Americans English French German
Italian Spanish Irish Scotch Scottish Russian Chinese Japanese British European Africans African
Indian Indians Christian Christians Catholic Catholics Protestant Jewish Jews Muslim Muslims
Islamic New Great Old Big Small High Low Long Short First Second Third Last Next Christmas
Easter News Book Part
""")
"""Words that are part of some names, but not names on their own."""


def _verb_forms(verbs: str) -> set[str]:
    """Return the forms of regular verbs that end in -s, -ed and -ing."""
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
"""Speech verbs that as often mean something else; they count less away from the quotation."""

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
"""Last words of names of organisations and places, which names of persons do not have."""

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


MALE_NAMES = words("""
aaron abraham adam adolf adrian ahmed alan alastair albert aldo alec alessandro alex alexander
alexei alfred ali alistair allan allen alphonse alvin ambrose amos anatole andre andrei andrew
andy angelo angus anthony antonio archibald archie aristide armand arnold art arthur asa aubrey
august augustus austin barack barnaby barney barry bart bartholomew basil ben benedict benjamin
bennie bernard bernardo bernie bertie bertram bill billy bob bobby boris brad bradley brandon
brendan brent brian bruce bruno bryan byron caleb calvin carl carlo carlos casper cecil cedric
cesar chad charles charley charlie chester chris christian christopher chuck clarence clark
claude claudius clement cliff clifford clive clyde colin conrad constantine corey cornelius
craig curtis cyril cyrus dale damian dan daniel danny darius darrell darren dave david dean
denis dennis derek desmond dexter dick diego dimitri dirk dmitri dominic don donald doug douglas
duncan dwight earl ebenezer ed eddie edgar edmond edmund eduardo edward edwin eli elias elijah
elliot emanuel emil emile emilio emmanuel enoch enrico eric erik ernest ernie ernst erwin ethan
eugene evan everett ezekiel ezra felipe felix ferdinand fergus fernando finn fitzwilliam floyd
francesco francisco francois frank franklin franz fred freddie freddy frederic frederick fritz
fyodor gareth garrett gary gaston gavin gene geoff geoffrey george gerald gerard gerry giacomo
gideon gil gilbert gino giorgio giovanni giuseppe glen glenn godfrey gordon graham grant greg
gregory guillaume gus gustav guy hal hank hans harold harrison harry harvey hassan hector henri
henry herbert herman hiram homer horace horatio howard hubert hugh hugo humphrey hussein ian
ibrahim ignatius igor ilya ira irving isaac isaiah ishmael ivan jack jackson jacob jacques jaime
jake jamal james jared jason jasper jay jeb jed jeff jefferson jeffrey jeremiah
jeremy jerome jerry jesse jesus jim jimmy joachim joaquin joe joel joey johann john johnnie
johnny jon jonah jonas jonathan jorge jose josef joseph josh joshua josiah juan jude jules
julian julio julius justin karl keith kelvin ken kenneth kenny kent kevin kirk konstantin kurt
kyle lance larry lars laurence lawrence lemuel len leo leon leonard leonardo leopold leroy
lester levi lewis liam lionel lloyd logan lorenzo lou louis lucas luca lucian lucien lucius
ludwig luigi luis luke luther lyle lyndon malcolm manuel marc marcel marco marcus mario mark
marlon marshall martin marty marvin mason matt matthew maurice max maximilian maxwell melvin
michael michel miguel mike mikhail miles milo milton mitch mitchell mitt mohamed mohammad
mohammed monty mordecai morris mortimer moses muhammad murray nat nathan nathaniel ned neil
nelson newt nicholas nick nicolas nigel nikolai noah noel norman octavius oleg oliver omar
orlando orson orville oscar osman oswald otis otto owen pablo paddy paolo pascal patrick paul
pavel pedro percival percy perry pete peter phil philip philippe phillip phineas pierce pierre
quentin rafael ralph ramon randall randolph randy raoul raphael raul ray raymond reggie reginald
rene reuben rex ricardo richard rick ricky rob robbie robert roberto rod roderick rodney rodrigo
roger roland rolf roman ron ronald ronnie rory roscoe ross roy ruben rudolf rudolph rudy rufus
rupert russ russell ryan salvador samuel sancho saul scott sean sebastian septimus serge sergei
sergio seth seymour sherlock sid sidney silas silvio simeon simon sinclair solomon spencer stan
stanley stefan stephen steve steven stewart stuart sven sylvester ted teddy terence terrence
thad thaddeus theo theodore thomas tim timothy titus tobias toby todd tom tommy tony travis
trevor tristan troy ulysses umberto vernon victor vikram vince vincent vincenzo virgil vito
vittorio vladimir wallace wally walt walter warren wayne wendell wilbur wilfred wilhelm will
willard willem william willie willis winston wolfgang woodrow xavier yuri yusuf zachary zack
zeke
""")

FEMALE_NAMES = words("""
abby abigail ada addie adela adelaide adele adeline adriana agatha agnes aileen aisha alana
alberta alexandra alexandria alexis alice alicia aline alison allison alma althea amalia amanda
amber amelia amelie amy ana anastasia andrea angela angelica angelina anita ann anna annabel
annabelle anne annette annie antoinette antonia april arabella ariana arlene astrid audrey
augusta aurelia aurora ava barbara bea beatrice becky belinda bella bernadette bernice bertha
bess bessie beth betsy bette betty beulah beverly bianca blanche bonnie brenda briana bridget
brittany camilla camille candace carla carlotta carly carmen carol carole carolina caroline
carolyn carrie cassandra catherine cathy cecilia cecily celeste celia charity charlotte chelsea
cherry cheryl chloe christabel christiana christina christine cindy clara clare clarissa claudia
clementine colette colleen condoleezza connie constance consuelo cora cordelia corinne cornelia
courtney crystal cynthia daisy danielle daphne darlene dawn deanna debbie deborah debra deirdre
delia delilah della denise diana diane dianne dinah dolly dolores donna dora doreen doris
dorothea dorothy edith edna effie eileen elaine eleanor elena eliza elinor elisa elisabeth elise
elizabeth ella ellen ellie elsa elsie elvira emilia emily emma enid erica erika erin esmeralda
estelle esther ethel etta eudora eugenia eunice eva evangeline eve evelina evelyn evie faith
fanny fatima faye felicia felicity fiona flora florence fran frances francesca francine freda
frieda gabriela gabrielle gail genevieve georgette georgia georgiana georgina geraldine germaine
gertrude gina ginger ginny giselle gladys glenda gloria grace greta gretchen griselda guinevere
gwen gwendolen gwendolyn hannah harriet hattie hazel heather hedda heidi helen helena helene
henrietta hermione hester hilary hilda hillary honoria hope huma ida imogen inez ingrid irene
irina iris irma isabel isabella isabelle isadora ivanka ivy jacqueline jan jana jane janet janey
janice janie jasmine jean jeanette jeanne jemima jen jenna jennie jennifer jenny jessica jessie
jill jo joan joanna joanne jocelyn josephine josie joy joyce juanita judith judy julia juliana
julianne julie juliet julietta june justine kara karen karin kate katharine katherine kathleen
kathryn kathy katie katrina katy kay kayla kayleigh kellyanne keziah kim kimberly kirsten kitty
kristen kristin kristina lana lara laura lauren lavinia leah leila lena leonora leticia letitia
lettie lila lilian lilia lillian lily linda lisa lise livia liz liza lizzie lizzy lois lola
loretta lori lorna lorraine lottie louisa louise lucia lucie lucille lucinda lucretia
lucy lulu luna lydia mabel mabelle mackenzie madeleine madeline madge madonna mae magdalena
maggie maisie mamie mandy manuela mara marcella marcia margaret margery margie margot marguerite
maria mariah marian marianne marie marietta marilla marilyn marina marion marisa marjorie
marlene marsha martha mary maryanne matilda maud maude maura maureen mavis maxine may meg megan
megyn melania melanie melinda melissa mercedes mercy meredith mia michaela michele michelle
mildred millicent millie mimi mina minerva minna minnie mira miranda miriam moira mollie molly
mona monica monique muriel myra myrtle nadia nadine nan nanci nancy naomi natalia natalie
natasha nell nellie nelly nettie nicole nicola nikki nina nora noreen norma octavia odette olga
olive olivia olympia ophelia pam pamela pansy patience patricia patsy patti patty paula pauline
pearl peggy penelope penny petra petunia philippa philomena phoebe phyllis polly portia
priscilla prudence rachel ramona raquel rebecca regina renata renee rhoda rhonda rita roberta
rochelle ronda rosa rosalie rosalind rosalyn rosamond rosamund rosanna rose rosemary rosie
rowena roxane roxanne ruby ruth sabina sabrina sadie sally samantha sandra sara sarah savannah
selina selma serena shannon sharon sheila shelley sherry shirley sibyl sidonie sigrid silvia
simone sofia sonia sonya sophia sophie sophy stacey stacy stella stephanie sue susan susanna
susannah susie suzanne sybil sylvia tabitha tamara tammy tania tanya tara tatiana teresa tess
tessa thea thelma theodora theresa tiffany tilly tina tracy trish trudy ursula valentina valerie
vanessa vera verity veronica vicki vicky victoria viola violet violetta virginia viv vivian
vivien vivienne wanda wendy wilhelmina wilma winifred winnie yolanda yvette yvonne zelda zoe
zora
""")

_SHORTENED = {
    "short": "full",
    "elizabeth": "lizzy lizzie liza eliza beth betsy bess bessie betty liz elsie",
    "margaret": "meg maggie peggy madge margery daisy",
    "catherine": "kitty kate katie cathy kathy cate",
    "katherine": "kitty kate katie kathy",
    "mary": "molly polly mollie",
    "harriet": "hattie",
    "jane": "janey jenny janie",
    "anne": "annie nancy nan",
    "ann": "annie nancy nan",
    "helen": "nell nellie nelly",
    "eleanor": "nell nellie ellie nora",
    "dorothy": "dolly dot dora",
    "dorothea": "dolly dora",
    "martha": "patty mattie",
    "susan": "sue susie suzy",
    "sarah": "sally sadie",
    "frances": "fanny fran",
    "caroline": "carrie caro",
    "charlotte": "lottie charley",
    "isabella": "bella",
    "amelia": "emmy",
    "georgiana": "georgy",
    "henrietta": "hetty etta",
    "josephine": "jo josie",
    "matilda": "tilly",
    "rebecca": "becky",
    "theresa": "tess terry tessa",
    "victoria": "vicky",
    "virginia": "ginny",
    "wilhelmina": "mina minnie",
    "cecilia": "cissy celia",
    "charles": "charley charlie chuck",
    "william": "will bill billy willie willy",
    "robert": "bob bobby rob robbie bert",
    "richard": "dick rick dickie rich",
    "henry": "harry hal hank",
    "edward": "ted ned ed eddie teddy",
    "edmund": "ned ted",
    "james": "jim jimmy jem jamie",
    "john": "jack johnny johnnie jock",
    "joseph": "joe joey jo",
    "thomas": "tom tommy",
    "michael": "mike mick micky",
    "george": "georgie",
    "frederick": "fred freddy freddie fritz",
    "francis": "frank",
    "franklin": "frank",
    "anthony": "tony",
    "antony": "tony",
    "andrew": "andy drew",
    "benjamin": "ben benny benjy",
    "samuel": "sam sammy",
    "daniel": "dan danny",
    "david": "dave davy",
    "matthew": "matt mat",
    "stephen": "steve",
    "steven": "steve",
    "peter": "pete",
    "philip": "phil pip",
    "gregory": "greg",
    "jeffrey": "jeff",
    "kenneth": "ken kenny",
    "donald": "don donny",
    "ronald": "ron ronnie",
    "timothy": "tim",
    "nicholas": "nick",
    "christopher": "chris kit",
    "alexander": "alec alex sandy",
    "albert": "bert bertie al",
    "herbert": "bert bertie",
    "arthur": "art artie",
    "walter": "walt wat",
    "lawrence": "larry laurie",
    "theodore": "ted teddy theo",
    "nathaniel": "nat nate",
    "oliver": "noll",
    "jacob": "jake",
    "reginald": "reggie rex",
    "rodolphus": "rudy",
    "bernard": "bernie",
}

FULL_FORMS: dict[str, frozenset[str]] = {
    short: frozenset(full for full, others in _SHORTENED.items() if short in others.split())
    for shorts in _SHORTENED.values()
    for short in shorts.split()
}
"""By short first name in lower case ("lizzy"), the first names it can be short for."""

SHORT_FORMS: dict[str, frozenset[str]] = {
    full: frozenset(shorts.split()) for full, shorts in _SHORTENED.items()
}
"""By first name in lower case ("elizabeth"), its short forms."""
