"""Speakers in other languages than English: names, sources and dialogue of several styles."""

from __future__ import annotations

import pytest

from readerapp.speakers import SPEECH, suggest


def said(code: str, text: str) -> list[tuple[str, str | None]]:
    return [
        (text[one.start : one.end], one.speaker)
        for one in suggest(text, language=code)
        if one.kind in SPEECH
    ]


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("de", "„Das war knapp“, sagte Arne von der Wisch.", "Arne von der Wisch"),
        ("fr", "« C’était juste », a dit Ronan Le Dantec.", "Ronan Le Dantec"),
        ("pt", "«Foi por pouco», disse Inês d'Alva Moniz.", "Inês d'Alva Moniz"),
        ("es", "«Fue por poco», dijo Berta de la Rosa.", "Berta de la Rosa"),
        ("it", "«È andata bene», ha detto Carlo Dalla Vecchia.", "Carlo Dalla Vecchia"),
        ("nl", "„Het scheelde weinig”, zei Floris van den Brink.", "Floris van den Brink"),
        ("nl", "„Het scheelde weinig”, zei Anneke 't Veld.", "Anneke 't Veld"),
    ],
)
def test_small_words_inside_a_name_belong_to_it(code: str, text: str, name: str) -> None:
    assert said(code, text)[0][1] == name


def test_a_last_name_that_begins_with_small_words_is_the_full_name() -> None:
    text = "Ayer llegó Berta de la Rosa. Más tarde, De la Rosa insistió: «No voy a marcharme hoy.»"
    assert said("es", text)[0][1] == "Berta de la Rosa"


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("pt", "Fonte da Marinha adiantou que «o navio nunca saiu do porto».", "Fonte da Marinha"),
        ("pt", "Um dos mineiros e dos pescadores viu. Um dos pescadores contou que «o mar mudou "
         "de cor».", "Um dos pescadores"),
        ("es", "Fuentes del gobierno admiten que «el plan ha fracasado del todo».",
         "Fuentes del gobierno"),
        ("fr", "Selon une source proche du dossier, « la vente est acquise depuis mai ».",
         "source proche du dossier"),
        ("ru", "Источник в порту рассказал, что «судно не выходило в море».", "Источник в порту"),
        ("zh", "一名目击者告诉记者：“船一直没有出港。”", "目击者"),
        ("zh", "市水务局在声明中称，“水质完全符合标准”。", "市水务局"),
        ("ja", "関係者によると、「船は港を出ていない」という。", "関係者"),
        ("ko", '한 목격자는 "배가 항구를 떠나지 않았다"고 전했다.', "한 목격자"),
    ],
)  # fmt: skip
def test_a_source_without_a_name_is_the_speaker(code: str, text: str, name: str) -> None:
    assert said(code, text)[-1][1] == name


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "(ANSA) - TORINO - «Una notte da dimenticare», l'ha definita il sindaco Ugo Ferri."),
        ("fr", "AFP - « Une nuit à oublier », a réagi le maire Ugo Ferri."),
        ("es", "EFE.- «Una noche para olvidar», exclamó el alcalde Ugo Ferri."),
        ("de", "ULM (dpa) - „Eine Nacht zum Vergessen“, sagte Bürgermeister Ugo Ferri."),
    ],
)
def test_the_news_agency_in_a_dateline_says_nothing(code: str, text: str) -> None:
    assert said(code, text)[0][1] == "Ugo Ferri"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Interrogée hier, la maire Lise Ardoin a promis « une réponse avant jeudi »."),
        ("pt", "Questionada ontem, a ministra Lise Ardoin disse que «a resposta vem na quinta»."),
        ("es", "Preguntada ayer, la ministra Lise Ardoin dijo que «la respuesta llega el jueves»."),
    ],
)
def test_a_participle_at_the_beginning_is_no_name(code: str, text: str) -> None:
    assert said(code, text)[0][1] == "Lise Ardoin"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "«Non mollo», ha detto Ugo Ferri. «Coraggio a tutti», il saluto di una vicina."),
        ("de", "„Ich bleibe“, sagte Ugo Ferri. Auf den Plakaten der Gegner stand „wir gehen nun“."),
        ("ja", "森田市長は「続ける」と述べた。会場の横断幕の文字は「もう十分だ」だった。"),
    ],
)
def test_a_sentence_about_somebody_else_makes_the_speaker_before_it_unlikely(
    code: str, text: str
) -> None:
    assert all(one.confidence <= 0.3 for one in suggest(text, language=code)[1:])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Die sogenannte „Mondfähre“ fährt, sagte Ugo Ferri."),
        ("pt", "«Basta», disse Ugo Ferri. O chamado «comboio da lua» acabou."),
        ("ru", "«Хватит», — сказал Иван Лунин. Так называемый «лунный поезд» отменён."),
    ],
)
def test_what_is_only_called_so_is_no_speech(code: str, text: str) -> None:
    assert suggest(text, language=code)[-1].kind == "phrase"


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("fr", "Mme Roy ferma la porte.\n\n— Il neige, dit-elle.\n\n— Déjà ? demanda Loïc.\n\n"
         "— Oui !", ["Roy", "Loïc", "Roy"]),
        ("es", "La tía Rufina cerró la puerta.\n\n—Nieva —murmuró.\n\n—¿Ya? —preguntó Loís.\n\n"
         "—Ya.", ["Rufina", "Loís", "Rufina"]),
        ("pt", "O senhor Bento fechou a porta.\n\n— Neva — disse ele.\n\n— Já? — perguntou Lia.\n\n"
         "— Já.", ["Bento", "Lia", "Bento"]),
        ("ru", "— Снег, — сказала Глаша.\n\n— Уже? — спросил Фёдор.\n\n— Да!",
         ["Глаша", "Фёдор", "Глаша"]),
        ("zh", "老陈关上门。\n\n“下雪了。”他说。\n\n“这么早？”阿梅问。\n\n“是啊。”",
         ["老陈", "阿梅", "老陈"]),
        ("ja", "「雪だ」と老人はつぶやいた。\n\n「もうですか」と千代は聞いた。\n\n「ああ」",
         ["老人", "千代", "老人"]),
        ("ko", '"눈이 오네." 할머니가 중얼거렸다.\n\n"벌써요?" 순이가 물었다.\n\n"그래."',
         ["할머니", "순이", "할머니"]),
    ],
)  # fmt: skip
def test_two_persons_alternate_and_a_short_answer_has_the_other_one(
    code: str, text: str, names: list[str]
) -> None:
    assert [name for _, name in said(code, text)] == names
    assert suggest(text, language=code)[-1].confidence <= 0.3


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("zh", "审判长欧阳静表示：“证据充分。”律师何志远说，“我们会上诉”。", ["欧阳静", "何志远"]),
        ("zh", "工程师奥拉夫·林德指出：“钢材老化了。”他强调，“这不是意外”。",
         ["奥拉夫·林德", "奥拉夫·林德"]),
        ("ja", "森田千恵裁判長は「判断に誤りはない」と述べた。", ["森田千恵"]),
        ("ja", "遺族の小森ハナさん（７７）は「区切りがついた」と語った。", ["小森ハナ"]),
        ("ko", '유족 김말순(77) 씨는 "마음이 놓인다"며 울었다.', ["김말순"]),
        ("ko", '남궁민 재판장은 "잘못이 없다"고 밝혔다. 그는 "더 볼 것도 없다"고 덧붙였다.',
         ["남궁민", "남궁민"]),
    ],
)  # fmt: skip
def test_titles_ages_and_foreign_names_of_east_asia(code: str, text: str, names: list[str]) -> None:
    assert [name for _, name in said(code, text)] == names
