"""First names by the gender they usually tell, and short forms of them (own lists, English)."""

from __future__ import annotations

from readerapp.speakers.words import words

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
"""For a short first name in lower case ("lizzy"), the names it can stand for."""

SHORT_FORMS: dict[str, frozenset[str]] = {
    full: frozenset(shorts.split()) for full, shorts in _SHORTENED.items()
}
"""For a first name in lower case ("elizabeth"), the short ones that can stand for it."""
