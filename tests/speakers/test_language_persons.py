"""Who is meant in other languages than English: first names, offices, pronouns, cases, turns."""

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
    ("text", "name"),
    [
        ("По словам Дубинина, «мост простоит ещё сто лет». Приехал Олег Дубинин.", "Олег Дубинин"),
        ("По мнению историка Веры Лужиной, «это подделка».", "Вера Лужина"),
        ("По словам Павла Крамского, «денег не было».", "Павел Крамский"),
        ("Мост строит Антон Седов. По его словам, «сроки сорваны».", "Антон Седов"),
        ("Адвокат Седова Лев Гурин назвал дело «позором для города».", "Лев Гурин"),
    ],
)
def test_a_russian_name_is_in_the_nominative(text: str, name: str) -> None:
    assert said("ru", text)[0][1] == name


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("nl", "De dijk houdt. ‘Er is geen gevaar voor de polder’, aldus het waterschap.",
         "waterschap"),
        ("it", "A detta della Protezione civile, la strada è «chiusa fino a lunedì».",
         "Protezione civile"),
        ("it", "A detta dell’azienda, i conti sono «in perfetto ordine».", "azienda"),
        ("de", "Ute Sander kam nicht. Ihrer Meinung nach ist das „nur ein Vorwand“ gewesen.",
         "Ute Sander"),
        ("de", "Der Wirt kam. Für Ralf Brede ist das „ein schlechter Witz gewesen“.", "Ralf Brede"),
        ("de", "Das Haus wurde von Heike Roth als „reiner Schandfleck der Stadt“ bezeichnet.",
         "Heike Roth"),
        ("es", "La obra fue calificada por Nuria Soto de «derroche sin sentido».", "Nuria Soto"),
        ("fr", "La salle a applaudi Odette Ravel, pour qui « rien n’est encore joué ici ».",
         "Odette Ravel"),
        ("pt", "Falou Zulmira Prado. Na sua opinião, a ponte é «uma obra sem futuro nenhum».",
         "Zulmira Prado"),
    ],
)  # fmt: skip
def test_a_source_is_read_behind_its_words(code: str, text: str, name: str) -> None:
    assert said(code, text)[-1][1] == name


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("de", "„Das reicht“, zeterte Jens Kolbe.", "Jens Kolbe"),
        ("de", "„Das reicht“, hielt ihm Ute Kolbe entgegen.", "Ute Kolbe"),
        ("nl", "‘Genoeg nu’, brieste Fenna Wolters.", "Fenna Wolters"),
        ("it", "«Ora basta», si stizzì Nunzia Barra.", "Nunzia Barra"),
        ("es", "«Ya está bien», rezongó Casilda Pardo.", "Casilda Pardo"),
        ("fr", "« Assez », maugréa Firmin Loubet.", "Firmin Loubet"),
        ("pt", "«Já chega», bufou Firmino Paiva.", "Firmino Paiva"),
        ("ru", "«Хватит», — огрызнулась Глафира Носова.", "Глафира Носова"),
    ],
)
def test_any_verb_in_the_place_of_said_has_a_subject(code: str, text: str, name: str) -> None:
    assert said(code, text)[0][1] == name


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Deichgräfin Gesa Thoms sagte: „Das Wasser steigt weiter.“"),
        ("de", "Der Gutachter Dr. Gesa Thoms meinte: „Das Wasser steigt weiter.“"),
        ("de", "Ulms Trainer Gesa Thoms meinte: „Das Wasser steigt weiter.“"),
        ("de", "Gesa Thoms vom Verein Hallig Nord meinte: „Das Wasser steigt weiter.“"),
        ("nl", "Dijkgraaf Gesa Thoms zei: ‘Het water stijgt nog altijd.’"),
        ("nl", "Gesa Thoms van het Museum Noord zei: ‘Het water stijgt nog altijd.’"),
        ("it", "Il perito della difesa, l’ingegner Gesa Thoms, ha detto: «L’acqua sale ancora.»"),
    ],
)
def test_only_the_name_is_the_name(code: str, text: str) -> None:
    assert said(code, text)[0][1] == "Gesa Thoms"


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("de", "Ute Sander führt das Lokal. „Mir reicht es“, klagt die 58-Jährige.", "Ute Sander"),
        ("es", "Braulio Peña no acudió. «Estoy harto de todo», zanjó el político.", "Braulio Peña"),
        ("fr", "Odile Ravel a plaidé. « Mon client est innocent », a répété l’avocate.",
         "Odile Ravel"),
        ("it", "Ha parlato Renzo Biava. «Faremo ricorso», promette il legale.", "Renzo Biava"),
        ("de", "Als Zeuge kam Jens Roth. Richterin Gesa Thoms fragte viel. „Ich sah nichts“, "
         "sagte der Zeuge.", "Jens Roth"),
    ],
)  # fmt: skip
def test_a_noun_with_an_article_is_the_person_of_the_paragraph(
    code: str, text: str, name: str
) -> None:
    [one] = suggest(text, language=code)
    assert one.speaker == name
    assert one.confidence < 0.7


def test_an_unknown_office_is_not_the_person_with_another_one() -> None:
    text = "Le capitaine Luc Mercier est parti. Le maire a dit : « Nous trouverons un autobus. »"
    assert said("fr", text)[0][1] == "maire"


def test_of_two_with_one_last_name_the_one_named_last_speaks() -> None:
    text = (
        "Habló Braulio Peña. «No sé nada», alegó Peña. Luego entró Nuria Peña, su hermana. «Yo sí "
        "lo sé», dijo Peña."
    )
    assert [name for _, name in said("es", text)] == ["Braulio Peña", "Nuria Peña"]


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("de", "»Ich gehe«, sagte Henning.\n\n»Bleib!« Swantje hielt ihn fest.\n\n»Warum?«\n\n"
         "»Darum.«", ["Henning", "Swantje", "Henning", "Swantje"]),
        ("nl", "‘Ik ga’, zei Joost.\n\n‘Blijf!’ Fenna hield hem vast.\n\n‘Waarom?’",
         ["Joost", "Fenna", "Joost"]),
        ("es", "—Me voy —dijo Braulio.\n\n—¡Quédate! —Nuria lo agarró—. Te lo ruego.\n\n—¿Por qué?",
         ["Braulio", "Nuria", "Nuria", "Braulio"]),
        ("pt", "— Vou-me — disse Firmino.\n\n— Fica! — A Zulmira agarrou-o. — Peço-te.\n\n"
         "— Porquê?", ["Firmino", "Zulmira", "Zulmira", "Firmino"]),
    ],
)  # fmt: skip
def test_what_is_told_beside_speech_tells_who_speaks(
    code: str, text: str, names: list[str]
) -> None:
    assert [name for _, name in said(code, text)] == names


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "„Es reicht“: Streit um die Fähre\n\nDer Rat tagte. „Es reicht“, sagte Ute Sander."),
        ("fr", "« C’est fini » : le port ferme\n\nLe conseil s’est réuni. « C’est fini », a dit "
         "Odile Ravel."),
    ],
)  # fmt: skip
def test_a_headline_has_the_speaker_of_its_words(code: str, text: str) -> None:
    assert len({name for _, name in said(code, text)}) == 1


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Gesa Thoms schrieb das Sachbuch „Die letzte Flut“ und hält Vorträge darüber."),
        ("fr", "Elle a publié un récit, « La Lampe et le Sel », que Luc Brun a relu."),
        ("it", "Il ministro Ugo Ferri, intervenuto a «Sera Italia», non ha risposto."),
        ("pt", "A festa, batizada de “Noite Azul”, começa cedo, disse Ana Reis."),
        ("ru", "Газета «Вечерний порт» вышла, сообщил Иван Лунин."),
        ("nl", "Actiegroep ‘Blijf van de dijk’ gaat naar de rechter, zei Ugo Blom."),
    ],
)
def test_a_title_in_marks_is_no_speech(code: str, text: str) -> None:
    assert said(code, text) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Grève à l’hôpital : « On ne tient plus du tout ». Rien ne bouge."),
        ("it", "Frana di Collalto: «Nessuno ci ha ascoltato mai». Ancora pioggia."),
        ("ru", "Лифта нет. «Ходим пешком каждый день», — смеётся она."),
        ("de", "Experten warnten gestern: „Das Eis trägt noch nicht überall.“"),
        ("de", "In der Vase steckte ein Brief. Er kannte die Vase. „Das war damals anders.“"),
    ],
)
def test_a_noun_is_no_person(code: str, text: str) -> None:
    assert all(one.confidence <= 0.3 for one in suggest(text, language=code))


@pytest.mark.parametrize("sign", ["-", "–"])
def test_items_of_a_list_are_no_dialogue(sign: str) -> None:
    items = [f"{sign} Fermeture du quai nord.", f"{sign} Un bus pour les écoliers."]
    dialogue = [f"{sign} Tu viens ? demanda Luc.", f"{sign} Non, répondit Anne."]
    head = "Le conseil a voté hier.\n\n"
    tail = "\n\n« Nous tiendrons bon », a dit Luc Brun."
    found = said("fr", head + "\n\n".join(items) + tail)
    assert (found == [("Nous tiendrons bon", "Luc Brun")]) == (sign == "-")
    assert len(said("fr", head + "\n\n".join(dialogue) + tail)) == 3


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("zh", "总工程师潘立群解释称：“水位仍在下降。”居民潘丽无奈地说，“没人通知我们。”",
         ["潘立群", "潘丽"]),
        ("zh", "证人田有根是村民。“我什么也没看见，”田有根说，“天太黑。”", ["田有根", "田有根"]),
        ("ko", '노르웨이 건축가 시그리드 할보르센은 "다리가 아름답다"고 말했다.',
         ["시그리드 할보르센"]),
        ("ko", '표석만 나래시장은 "공사는 계속된다"고 밝혔다. 표 시장은 "문제없다"고 덧붙였다.',
         ["표석만", "표석만"]),
        ("ko", '"바람부터 들어와요." 탁말순(70) 씨의 말이다.', ["탁말순"]),
        ("ja", "平沢健市長は会見で「月見橋」について「直して使う」との考えを示した。",
         ["平沢健"]),
        ("ja", "大沼裁判長から「反省はあるか」と問われると、被告は黙った。", ["大沼"]),
        ("ja", "「雨がやまない」。そう言って、平沢みどりさん（50）は窓を閉めた。", ["平沢みどり"]),
    ],
)  # fmt: skip
def test_persons_of_chinese_japanese_and_korean_texts(
    code: str, text: str, names: list[str]
) -> None:
    assert [name for _, name in said(code, text)] == names


def test_an_office_with_an_adjective_is_another_one() -> None:
    text = (
        "Ministerin Ute Sander schwieg. Der belgische Minister Jan Roth kam.\n\nDie dänische "
        "Ministerin sagte: „Wir warten noch auf eine Antwort.“"
    )
    assert said("de", text)[0][1] == "Ministerin"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("it", "Processo Omega, l’ex cassiere accusa: «Sapevano tutto da anni». Rinvio a maggio."),
        ("ru", "Мэр Заречинска назвал ремонт «плановой работой». Ждут до весны."),
    ],
)
def test_a_place_or_a_case_is_no_person(code: str, text: str) -> None:
    names = {one.speaker for one in suggest(text, language=code) if one.confidence > 0.3}
    assert not names & {"Omega", "Заречинска"}


@pytest.mark.parametrize(
    ("code", "text", "words", "name"),
    [
        (
            "fr",
            "« Il est tard », a dit la maire, Odile Vasseur.\n\n"
            "« Je viens chaque jour », raconte Nadia Ferrat.\n\n"
            "La maire promet une réunion. « Venez tous », assure-t-elle.\n",
            "Venez tous",
            "Odile Vasseur",
        ),
        (
            "de",
            "„Es ist spät“, sagte Bürgermeisterin Anke Holm.\n\n"
            "„Ich komme jeden Tag“, sagte Ute Brandt.\n\n"
            "Die Bürgermeisterin versprach eine Prüfung. „Kommt alle“, sagte sie.\n",
            "Kommt alle",
            "Anke Holm",
        ),
    ],
)
def test_a_pronoun_behind_an_office_is_who_has_the_office(
    code: str, text: str, words: str, name: str
) -> None:
    found = {text[one.start : one.end]: one.speaker for one in suggest(text, language=code)}
    assert found[words] == name
