"""Quotations and speakers in other languages than English, on texts written for the tests."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.cli import main
from readerapp.core.languages import LANGUAGE_NAMES
from readerapp.speakers import SPEECH, SURE, KnownSpeaker, Suggestion, suggest
from readerapp.speakers.languages.recognition import recognise_language

GERMAN = """\
Streit um den Anleger

Der Hafenrat hat am Mittwoch beschlossen, dass die Fähre nach Norderstrand nicht mehr fährt. \
„Wir haben keine andere Wahl“, sagte Hafendirektorin Ute Brandis nach der Sitzung. „Der Anleger \
ist vierzig Jahre alt.“

Kapitän Jörn Hasse widersprach. Er erklärte: „Niemand hat uns gefragt.“ Nach Angaben von Brandis \
ist die Reparatur „teurer als ein neues Schiff“.

»Wenn die Fähre geht«, meinte der Historiker Emil Sander, »dann geht auch die Schule.«

Ein Sprecher des Landratsamts sagte, man werde „den Beschluss in Ruhe prüfen und beraten“. Der \
„Anleger“ ist geschlossen. „So steht es im Vertrag“, heißt es in dem Schreiben.
"""
FRENCH = """\
La dernière traversée

« Nous n’avons pas le choix », a déclaré la directrice du port, Anne Durand, après la réunion. \
Selon elle, la réparation coûterait « plus cher qu’un bateau neuf ».

« Personne, dit le capitaine Paul Mercier, ne nous a rien demandé. » Le maire a répondu : « Nous \
trouverons un autobus pour les écoliers. »

— Vous partez donc demain ? demanda le pêcheur.

— Oui, répondit Mercier en ouvrant la porte, et je ne reviendrai pas.
"""
SPANISH = """\
El último viaje

«Esto se acaba en dos inviernos», advirtió ayer el patrón mayor, Andrés Loureiro, ante los \
marineros. La alcaldesa, Lucía Pazos, prometió «una respuesta antes de Navidad».

—¿Y usted la cree? —preguntó el periodista.

—Ni una palabra —contestó Loureiro—. Llevo treinta años oyendo lo mismo.
"""
PORTUGUESE = """\
A última travessia

“Não temos outra escolha”, afirmou a diretora do porto, Helena Couto, depois da reunião com os \
pescadores. O prefeito disse: “Vamos encontrar um ônibus para as crianças.”

— E a senhora acredita nele? — perguntou o jornalista.

— Nem por um minuto — respondeu Couto. — Faz trinta anos que ouço a mesma coisa.
"""
ITALIAN = """\
L’ultima traversata

«Non abbiamo scelta», ha detto la direttrice del porto, Elena Conti, dopo la riunione con i \
pescatori. Il sindaco ha risposto: «Troveremo un autobus per i ragazzi della scuola.»

«Nessuno», spiega il capitano Marco Riva, «ci ha chiesto niente.»
"""
DUTCH = """\
De laatste overtocht

“We hebben geen keus”, zei havendirecteur Els de Groot na de vergadering met de vissers. “De \
steiger is veertig jaar oud.”

“Niemand heeft ons iets gevraagd”, aldus kapitein Jan Bakker. Burgemeester Anna Visser antwoordde: \
“Wij vinden een bus voor de kinderen.”
"""
RUSSIAN = """\
Последний рейс

«У нас нет выбора», — сказала директор порта Анна Орлова после встречи с рыбаками. Мэр города Иван \
Петров ответил: «Мы найдём автобус для детей и для всех, кто живёт на острове».

— И вы ему верите? — спросил журналист.

— Ни одному слову, — ответила Орлова. — Я слышу это тридцать лет.
"""
JAPANESE = """\
港の連絡船、年内で廃止へ

市議会は十二日、連絡船の廃止を決めた。田中 美咲市長は「苦しい決断だった」と述べた。

「バスは海を渡れない」と佐藤 健一さんは記者団に語った。\
佐藤さんは「誰も私たちに聞かなかった」と批判した。

いわゆる「足」の問題は残る。
"""
CHINESE = """\
港口渡轮年底停航

市长王丽表示：“这是一个艰难的决定。”她补充说，巴士将在春天开通。

“巴士过不了海，”老船长陈志强说，“没有人问过我们。”

李梅教授告诉记者：“历史会记住这条航线。”
"""
KOREAN = """\
항구 여객선 연말 운항 중단

김민수 시장은 "어려운 결정이었다"고 말했다.

"버스는 바다를 건널 수 없다"고 박영희 선장은 밝혔다. \
이순신 교수는 기자들에게 "역사가 기억할 것"이라고 강조했다.
"""

EXPECTED = {
    "de": (
        GERMAN,
        [
            ("Wir haben keine", "Ute Brandis"),
            ("Der Anleger ist vierzig", "Ute Brandis"),
            ("Niemand hat", "Jörn Hasse"),
            ("teurer als", "Ute Brandis"),
            ("Wenn die Fähre geht", "Emil Sander"),
            ("dann geht auch", "Emil Sander"),
            ("den Beschluss in Ruhe", "Sprecher des Landratsamts"),
            ("So steht es", None),
        ],
    ),
    "fr": (
        FRENCH,
        [
            ("Nous n’avons", "Anne Durand"),
            ("plus cher", "Anne Durand"),
            ("Personne", "Paul Mercier"),
            ("ne nous a rien", "Paul Mercier"),
            ("Nous trouverons", "maire"),
            ("Vous partez", "pêcheur"),
            ("Oui,", "Paul Mercier"),
            ("et je ne reviendrai", "Paul Mercier"),
        ],
    ),
    "es": (
        SPANISH,
        [
            ("Esto se acaba", "Andrés Loureiro"),
            ("una respuesta", "Lucía Pazos"),
            ("¿Y usted", "periodista"),
            ("Ni una palabra", "Andrés Loureiro"),
            ("Llevo treinta", "Andrés Loureiro"),
        ],
    ),
    "pt": (
        PORTUGUESE,
        [
            ("Não temos", "Helena Couto"),
            ("Vamos encontrar", "prefeito"),
            ("E a senhora", "jornalista"),
            ("Nem por um", "Helena Couto"),
            ("Faz trinta", "Helena Couto"),
        ],
    ),
    "it": (
        ITALIAN,
        [
            ("Non abbiamo", "Elena Conti"),
            ("Troveremo", "sindaco"),
            ("Nessuno", "Marco Riva"),
            ("ci ha chiesto", "Marco Riva"),
        ],
    ),
    "nl": (
        DUTCH,
        [
            ("We hebben", "Els de Groot"),
            ("De steiger is", "Els de Groot"),
            ("Niemand heeft", "Jan Bakker"),
            ("Wij vinden", "Anna Visser"),
        ],
    ),
    "ru": (
        RUSSIAN,
        [
            ("У нас нет", "Анна Орлова"),
            ("Мы найдём", "Иван Петров"),
            ("И вы ему", "журналист"),
            ("Ни одному", "Анна Орлова"),
            ("Я слышу", "Анна Орлова"),
        ],
    ),
    "ja": (
        JAPANESE,
        [
            ("苦しい決断", "田中 美咲"),
            ("バスは海を", "佐藤 健一"),
            ("誰も私たち", "佐藤 健一"),
        ],
    ),
    "zh": (
        CHINESE,
        [
            ("这是一个", "王丽"),
            ("巴士过不了", "陈志强"),
            ("没有人问过", "陈志强"),
            ("历史会记住", "李梅"),
        ],
    ),
    "ko": (
        KOREAN,
        [
            ("어려운 결정", "김민수"),
            ("버스는 바다를", "박영희"),
            ("역사가 기억할", "이순신"),
        ],
    ),
}


def speech_of(text: str) -> list[Suggestion]:
    return [one for one in suggest(text) if one.kind in SPEECH]


@pytest.mark.parametrize("code", EXPECTED)
def test_speech_is_found_and_said_by_the_right_person(code: str) -> None:
    text, expected = EXPECTED[code]
    found = [(text[one.start : one.end], one.speaker) for one in speech_of(text)]
    assert [name for _, name in found] == [name for _, name in expected], found
    for (words, _), (beginning, _) in zip(found, expected, strict=True):
        assert words.startswith(beginning)


@pytest.mark.parametrize("code", EXPECTED)
def test_the_language_is_recognised(code: str) -> None:
    assert recognise_language(EXPECTED[code][0]) == code
    assert code in LANGUAGE_NAMES


def test_english_and_short_or_mixed_texts_are_left_to_the_ranker() -> None:
    assert recognise_language("The harbour board said that it would not keep the ferry.") == "en"
    assert recognise_language("Ja, nein.") == ""
    assert recognise_language("") == ""


def test_a_term_in_marks_is_no_speech() -> None:
    kinds = {one.kind for one in suggest(GERMAN) if GERMAN[one.start : one.end] == "Anleger"}
    assert kinds == {"phrase"}
    assert [one.kind for one in suggest(JAPANESE) if JAPANESE[one.start : one.end] == "足"] == [
        "phrase"
    ]


@pytest.mark.parametrize("code", ["de", "ja"])
def test_names_that_the_person_has_given_are_used(code: str) -> None:
    text, expected = EXPECTED[code]
    surname = str(expected[0][1]).split()[-1 if code == "de" else 0]
    found = suggest(text, [KnownSpeaker("The Director", (surname, str(expected[0][1])))])
    assert found[0].speaker == "The Director"
    first = found[0]
    again = suggest(text, accepted={(first.start, first.end): "Somebody Else"})
    assert (again[0].speaker, again[0].confidence) == ("Somebody Else", 1.0)


def test_only_a_name_beside_a_verb_is_sure_where_that_was_measured() -> None:
    for code, (text, _) in EXPECTED.items():
        for one in speech_of(text):
            if one.confidence >= SURE:
                assert code == "de" and "the quotation" in one.reason, (code, one)


@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_any_part_of_a_text_gives_ranges_inside_it_in_order(code: str, data: st.DataObject) -> None:
    text = EXPECTED[code][0]
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    found = suggest(part, language=code)
    assert all(0 <= one.start < one.end <= len(part) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("words", ["Der,Sprecher", "der—Sprecher", "ein(Sprecher", "Ein*Sprecher"])
def test_a_space_that_is_missing_before_an_office_is_no_failure(words: str) -> None:
    text = f"{words} des Landratsamts sagte, man werde „den Beschluss in Ruhe prüfen“."
    assert [one.kind for one in suggest(text, language="de")] == ["quotation"]


def test_a_quotation_over_paragraphs_with_dashes_gives_no_range_twice() -> None:
    found = suggest("»p\n—n? demanda l pêcheur,\n—t«", language="fr")
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_the_language_can_be_given(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "short.txt"
    path.write_text("„Ja“, rief Brandis.", encoding="utf-8")
    assert recognise_language(path.read_text(encoding="utf-8")) == ""
    assert main(["suggest", str(path), "--language", "German"]) == 0
    assert "Brandis" in capsys.readouterr().out
    assert main(["suggest", str(path), "--language", "tlh"]) == 1
    assert "choose one of" in capsys.readouterr().err


def said(text: str, before: str = "") -> list[tuple[str, str | None]]:
    """Words and speaker of the speech in a text, behind another one that shows the language."""
    whole = f"{before}\n\n{text}"
    return [
        (whole[one.start : one.end], one.speaker)
        for one in speech_of(whole)
        if one.start > len(before)
    ]


def test_an_office_means_the_only_person_who_has_it() -> None:
    text = (
        "Der Vertrag der Fährleute\n\nKapitänin Wiebke Thoms sagte: „Wir fahren bei jedem Wetter.“ "
        "Jens Ohlsen, Sprecher der Reederei, war nicht erfreut.\n\n„So geht das nicht weiter“, "
        "erklärte der Sprecher am Abend. „Wir fahren trotzdem“, antwortete die Kapitänin. Eine "
        "Sprecherin der Polizei sagte: „Es blieb ruhig.“"
    )
    assert said(text, GERMAN) == [
        ("Wir fahren bei jedem Wetter.", "Wiebke Thoms"),
        ("So geht das nicht weiter", "Jens Ohlsen"),
        ("Wir fahren trotzdem", "Wiebke Thoms"),
        ("Es blieb ruhig.", "Sprecherin der Polizei"),
    ]


def test_french_narration_with_a_turned_or_reflexive_verb_is_cut_out() -> None:
    text = (
        "Le quai est vide. Luc Berthier, le capitaine, ne décolère pas. « On nous a oubliés, "
        "s’est-il indigné, et depuis longtemps. » « Nous avons attendu un an, a-t-il poursuivi, et "
        "pas une lettre. »\n\n« Quelle honte », s’est exclamée Nadia Forestier, la présidente de "
        "l’association.\n\n« Il partira », a-t-elle promis."
    )
    assert said(text, FRENCH) == [
        ("On nous a oubliés,", "Luc Berthier"),
        ("et depuis longtemps.", "Luc Berthier"),
        ("Nous avons attendu un an,", "Luc Berthier"),
        ("et pas une lettre.", "Luc Berthier"),
        ("Quelle honte", "Nadia Forestier"),
        ("Il partira", "Nadia Forestier"),
    ]


def test_lines_of_a_dialogue_need_no_blank_line() -> None:
    text = (
        "Le maire a dit non. « Nous garderons le quai », a déclaré Luc Berthier au conseil.\n\n"
        "Devant la mairie, on en parle encore.\n— Vous êtes content ? demande un passant.\n"
        "— Oui ! s’écrie Nadia Forestier. On nous écoute enfin."
    )
    assert said(text, FRENCH)[1:] == [
        ("Vous êtes content ?", None),
        ("Oui !", "Nadia Forestier"),
        ("On nous écoute enfin.", "Nadia Forestier"),
    ]


def test_a_japanese_age_stands_behind_the_name() -> None:
    text = (
        "港の近くに住む小林勇さん（71）は「船の音が好きだった」と嘆いた。市は何も発表していない。"
    )
    assert said(text) == [("船の音が好きだった", "小林勇")]


@pytest.mark.parametrize(
    "lead",
    [
        "Der Kämmerer Ralf Sander sagte:",
        "Kämmerer Ralf Sander widersprach:",
        "Orgelbauer Ralf Sander klagte:",
        "Die Brunnenbohrerin Ute Sander konterte:",
        "Bezirksbrandinspekteur Ralf Sander meinte:",
        "Landrätin Ute Sander erklärte:",
    ],
)
def test_a_german_occupation_in_front_of_a_name_is_left_out(lead: str) -> None:
    text = f"{lead} „Wir warten seit drei Jahren auf den Bescheid der Stadt.“ Dann ging es weiter."
    [found] = suggest(text, language="de")
    assert found.speaker in ("Ralf Sander", "Ute Sander")
    assert found.confidence >= 0.9


def test_a_german_occupation_is_known_by_the_name_that_stands_alone_elsewhere() -> None:
    text = (
        "Die Brunnenbohrerin Quirla Sander sagte: „Wir warten seit drei Jahren auf den Bescheid.“"
        "\n\nAuch Quirla Sander kam. Hans Peter Sander sagte: „Ich warte schon viel länger.“"
    )
    assert [one.speaker for one in suggest(text, language="de")] == [
        "Quirla Sander",
        "Hans Peter Sander",
    ]


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("« C’est trop », s’agace Luc Brun. Jean Poulain sourit.", "fr", ["Luc Brun"]),
        ("„Das reicht“, sagte Luc Braun. „Wir warten“, meinte Anna Roth.", "de",
         ["Luc Braun", "Anna Roth"]),
        ("“É demais”, disse Luís Bravo. “Vamos ver”, respondeu Ana Reis.", "pt",
         ["Luís Bravo", "Ana Reis"]),
        ("«Это слишком», сказал Иван Петров.", "ru", ["Иван Петров"]),
        ("“No,” said Luke Brown.", "en", ["Luke Brown"]),
    ],
)  # fmt: skip
def test_verbs_of_saying_tell_the_language_of_a_few_words(
    text: str, code: str, names: list[str]
) -> None:
    assert recognise_language(text) == code
    assert [one.speaker for one in speech_of(text)] == names


def test_nothing_is_sure_in_a_language_without_rules() -> None:
    text = (
        "Przystań zostanie zamknięta\n\n“Nikt nas nie pytał”, powiedział Jan Kowalski. “Tak być "
        "nie może”, dodała Anna Nowak. Rada miasta zbierze się w poniedziałek.\n\n“Przyjdziemy "
        "wszyscy”, odpowiedział Jan Kowalski. “I ja też”, rzekła Anna Nowak."
    )
    assert recognise_language(text) == ""
    found = speech_of(text)
    assert found and all(one.confidence < SURE for one in found)
