"""Chats in plain text: the text stays, and speakers, times and days are found in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.chat.lines import find_chat
from readerapp.reading import goto
from readerapp.speakers import suggest
from tests.documents.samples import located, opened

LRM = "\u200e"


def said(text):
    """Return speaker and words of each turn."""
    return [(turn.speaker, text[turn.start : turn.end]) for turn in find_chat(text).turns]


def times(text):
    return [milestone.label for milestone in find_chat(text).milestones]


# WhatsApp

ANDROID = (
    "28/02/2024, 21:14 - Messages and calls are end-to-end encrypted.\n"
    "28/02/2024, 21:15 - Ida Holm: It sails\nat nine\n"
    "01/03/2024, 09:02 - Jonas: fine\n"
)
PHONE = (
    "[3/1/24, 9:02:11 AM] Ida Holm: It sails at nine\n"
    f"{LRM}[3/1/24, 9:03:00 PM] Jonas: {LRM}image omitted\n"
    "[3/2/24, 12:03:00 AM] Jonas: fine\n"
)


def test_whatsapp_keeps_its_text_and_has_times_and_speakers(tmp_path):
    document = opened(tmp_path, "chat.txt", ANDROID)
    assert (document.format, document.text.whole()) == ("text", ANDROID)
    assert located(document, "at nine") == "2024-02-28 21:15"
    assert located(document, "fine") == "2024-03-01 09:02"
    assert [heading.title for heading in document.headings] == ["2024-02-28", "2024-03-01"]
    assert goto.find_places(document, "2024-03-01") == [ANDROID.index("01/03")]
    assert said(ANDROID) == [("Ida Holm", "It sails\nat nine"), ("Jonas", "fine")]
    found = suggest(document.text.whole(), labelled=document.turns)
    assert [one.speaker for one in found] == ["Ida Holm", "Jonas"]


def test_whatsapp_of_a_phone_names_what_was_left_out(tmp_path):
    document = opened(tmp_path, "chat.txt", PHONE)
    assert times(PHONE) == ["2024-03-01 09:02", "2024-03-01 21:03", "2024-03-02 00:03"]
    assert said(PHONE) == [("Ida Holm", "It sails at nine"), ("Jonas", "fine")]
    assert document.omissions == ("1 attachment is not shown",)


@pytest.mark.parametrize(
    ("stamps", "labels"),
    [
        pytest.param(["[7/11/2017, 8:20:41 PM]", "[7/13/2017, 8:22:41 AM]"],
                     ["2017-07-11 20:20", "2017-07-13 08:22"], id="B10-a"),
        pytest.param(["20/6/2017 8:28 p.\u00a0m. -", "21/6/2017 8:30 a.\u00a0m. -"],
                     ["2017-06-20 20:28", "2017-06-21 08:30"], id="B10-b"),
        pytest.param(["02-12-18 22:55:45", "03-12-18 22:57:45"],
                     ["2018-12-02 22:55", "2018-12-03 22:57"], id="B10-c"),
        pytest.param(["03.08.21, 12:30 -", "04.08.21, 12:32 -"],
                     ["2021-08-03 12:30", "2021-08-04 12:32"], id="B10-d"),
        pytest.param(["2017/6/20, 8:28 -", "2017/6/21, 8:30 -"],
                     ["2017-06-20 08:28", "2017-06-21 08:30"], id="B10-e"),
        pytest.param([f"{LRM}[06.01.24, 09:05:11]", "[07.01.24, 09:07:11]"],
                     ["2024-01-06 09:05", "2024-01-07 09:07"], id="B10-f"),
        pytest.param(["12/1/24, 10:00\u202fPM -", "12/2/24, 10:02\u202fPM -"],
                     ["2024-12-01 22:00", "2024-12-02 22:02"], id="B10-g"),
        pytest.param(["24/3/14 下午1:59 -", "24/3/15 上午2:00 -"],
                     ["2024-03-14 13:59", "2024-03-15 02:00"], id="B10-h"),
        pytest.param(["2024. 1. 6. 오후 3:05,", "2024. 1. 7. 오전 12:07,"],
                     ["2024-01-06 15:05", "2024-01-07 00:07"], id="B10-i"),
        pytest.param(["2024년 1월 6일 오후 3:05,", "2024년 1월 7일 오전 3:07,"],
                     ["2024-01-06 15:05", "2024-01-07 03:07"], id="KakaoTalk"),
        pytest.param(["13.6.2018 klo 21.25 -", "14.6.2018 klo 9.26 -"],
                     ["2018-06-13 21:25", "2018-06-14 09:26"], id="Finnish"),
        pytest.param(["13. 6. 2018. 21:25:15", "14. 6. 2018. 21:26:15"],
                     ["2018-06-13 21:25", "2018-06-14 21:26"], id="Croatian"),
        pytest.param(["03-06-2018, 01.55 PM -", "04-06-2018, 01.56 AM -"],
                     ["2018-06-03 13:55", "2018-06-04 01:56"], id="full-stops-in-the-clock"),
        pytest.param(["۱۴۰۲/۱/۲، ۱۰:۰۰ -", "۱۴۰۲/۱/۳، ۱۰:۰۱ -"],
                     ["1402-01-02 10:00", "1402-01-03 10:01"], id="Persian"),
        pytest.param(["13/6/2018 9:25 μ.μ. -", "14/6/2018 9:25 π.μ. -"],
                     ["2018-06-13 21:25", "2018-06-14 09:25"], id="Greek"),
        pytest.param(["2024/3/14 中午12:10 -", "2024/3/14 中午1:10 -"],
                     ["2024-03-14 12:10", "2024-03-14 13:10"], id="noon"),
        pytest.param(["3\u200f/2\u200f/2024، 10:00 ص -", "4\u200f/2\u200f/2024، 10:00 م -"],
                     ["2024-02-03 10:00", "2024-02-04 22:00"], id="Arabic"),
        pytest.param(["3.02.24 г., 10:00 ч. -", "4.02.24 г., 11:00 ч. -"],
                     ["2024-02-03 10:00", "2024-02-04 11:00"], id="Bulgarian"),
        pytest.param(["2024-02-03 10 h 00 -", "2024-02-04 11 h 00 -"],
                     ["2024-02-03 10:00", "2024-02-04 11:00"], id="Canadian French"),
        pytest.param(["[06/2018/13, 21:25:15]", "[06/2018/14, 21:25:15]"],
                     ["2018-06-13 21:25", "2018-06-14 21:25"], id="the year between"),
        pytest.param(["10:00, 03/02/2024 -", "11:00, 14/02/2024 -"],
                     ["2024-02-03 10:00", "2024-02-14 11:00"], id="Vietnamese"),
        pytest.param(["[10:00 PM, 2/3/2024]", "[11:00 PM, 2/14/2024]"],
                     ["2024-02-03 22:00", "2024-02-14 23:00"], id="copied from the web"),
        pytest.param(["[2019-12-24, 12:23]", "[2020-01-17, 21:49]"],
                     ["2019-12-24 12:23", "2020-01-17 21:49"], id="Signal"),
    ],
)  # fmt: skip
def test_whatsapp_of_every_country(stamps, labels):
    text = f"{stamps[0]} Ida: one\n{stamps[1]} \u202aBo Lind\u202c: two\nNote: second line\n"
    assert times(text) == labels
    assert said(text) == [("Ida", "one"), ("Bo Lind", "two\nNote: second line")]


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["1/2/24", "2/2/24", "12/2/24"], ["2024-02-01", "2024-02-02", "2024-02-12"]),
        (["1/2/24", "1/3/24", "1/12/24"], ["2024-01-02", "2024-01-03", "2024-01-12"]),
        (["1/31/24", "2/1/24", "2/3/24"], ["2024-01-31", "2024-02-01", "2024-02-03"]),
        (["1.2.24", "1.3.24", "1.4.24"], ["2024-02-01", "2024-03-01", "2024-04-01"]),
        (["3/4/24", "3/4/24", "3/4/24"], ["2024-04-03"] * 3),
    ],
)
def test_the_whole_file_tells_the_order_of_day_and_month(dates, days):
    text = "".join(f"{day}, 10:00 - Ida: words\n" for day in dates)
    assert [label[:10] for label in times(text)] == days


def test_whatsapp_b10_notices_have_no_speaker():
    notices = [
        "Messages and calls are end-to-end encrypted. Tap to learn more.",
        '+12 345 578 created group "Pier: Monday"',
        "Ida Holm changed the subject to “Pier: Tuesday”",
        "Ida Holm changed the group description: come early",
        "Bo changed this group's settings: only admins write",
        "You changed the group description: come late",
        "Bo left",
    ]
    spoken = [("Ida Holm", "one"), ("Bo", "two"), ("Ida Holm", "three: four"), ("Bo", "five")]
    lines = [*notices, *(f"{name}: {words}" for name, words in spoken)]
    assert said("".join(f"12/24/19, 11:23 - {line}\n" for line in lines)) == spoken


def test_whatsapp_of_a_phone_writes_notices_behind_a_name():
    text = (
        f"[06.01.24, 09:05:11] Pier Group: {LRM}Nachrichten sind Ende-zu-Ende-verschlüsselt.\n"
        f"[06.01.24, 09:06:11] ~\u00a0Bo: zwei {LRM}<Diese Nachricht wurde bearbeitet.>\n"
        f"{LRM}[06.01.24, 09:07:11] ~\u00a0Bo: caption {LRM}<Anhang: 0002-PHOTO.jpg>\n"
    )
    assert said(text) == [("Bo", "zwei"), ("Bo", "caption")]
    assert find_chat(text).omissions == ("1 attachment is not shown",)


@pytest.mark.parametrize(
    "mark", ["<Media omitted>", "<Medien ausgeschlossen>", f"{LRM}IMG-2.jpg (file attached)"]
)
def test_whatsapp_marks_are_nobodys_words(mark):
    text = f"1/2/24, 10:00 - Ida: {mark}\n2/2/24, 10:00 - Bo: ok\n3/2/24, 10:00 - Ida: yes\n"
    assert said(text) == [("Bo", "ok"), ("Ida", "yes")]
    assert find_chat(text).omissions == ("1 attachment is not shown",)


def test_whatsapp_a_caption_is_below_the_name_of_the_file():
    text = "1/2/24, 10:00 - Ida: a.jpg (file attached)\nthe pier\n2/2/24, 10:00 - Bo: ok\n"
    assert said(text) == [("Ida", "the pier"), ("Bo", "ok")]


def test_whatsapp_a_name_may_have_a_colon():
    text = "".join(f"1/2/24, 10:0{n} - Dr. Bo: MD: words {n}\n" for n in range(3))
    assert said(text) == [("Dr. Bo: MD", f"words {n}") for n in range(3)]


def test_whatsapp_a_date_within_a_message_begins_none():
    text = (
        "23/06/2018, 01:55 p.m. - Ida: one\n2016-04-29 10:30:00\n2016-04-29 10:31:00 Log: x\n"
        "23/06/2018, 01:56 p.m. - Bo: two\n23/06/2018, 01:57 p.m. - Ida: three\n"
    )
    words = "one\n2016-04-29 10:30:00\n2016-04-29 10:31:00 Log: x"
    assert said(text) == [("Ida", words), ("Bo", "two"), ("Ida", "three")]


def test_whatsapp_of_several_phones_in_one_file():
    text = (
        "12/24/19, 11:23 - John Doe: a\n1/17/20, 20:49 - Jahn Doe: b : c,\nd\n"
        "12/24/2019 11:30 p. m. - John Doe: e\n[10.24.21, 15:21:43] John-John Doe: f - g\n"
    )
    assert said(text) == [
        ("John Doe", "a"), ("Jahn Doe", "b : c,\nd"), ("John Doe", "e"), ("John-John Doe", "f - g"),
    ]  # fmt: skip
    assert times(text)[2:] == ["2019-12-24 23:30", "2021-10-24 15:21"]


def test_whatsapp_the_first_line_is_the_programs():
    text = (
        "[9/22/26, 10:17:02 AM] Pier: Messages and calls are end-to-end encrypted.\n"
        "[9/22/26, 10:18:02 AM] Ida: one\n[9/22/26, 10:19:02 AM] Bo: two\n"
    )
    assert said(text) == [("Ida", "one"), ("Bo", "two")]


_WORDS = st.text("abé李 .,!'-\n", max_size=20)


@given(st.lists(st.tuples(st.sampled_from(["Ida", "Bo Lind", "李"]), _WORDS), min_size=3))
def test_whatsapp_every_word_is_its_writers(messages):
    lines = (
        f"01/02/2024, 10:{n % 60:02} - {name}: {words}\n"
        for n, (name, words) in enumerate(messages)
    )
    assert said("".join(lines)) == [
        (name, words.strip()) for name, words in messages if words.strip()
    ]


# Other programs


def test_names_of_a_chat_room_may_stand_behind_date_and_time():
    text = "[2024/05/07 10:00] <Ida> Say it: now.\n[2024/05/07 10:01] <@Bo> Why?\n"
    chat = find_chat(text)
    said = [(turn.speaker, text[turn.start : turn.end]) for turn in chat.turns]
    assert said == [("Ida", "Say it: now."), ("Bo", "Why?")]


def test_zoom_of_older_versions():
    text = (
        "00:12:03\t From  Ida Holm : hello: to all\n00:12:09\t From Bo Lind to Everyone : hi\n"
        "00:13:00\t From  Ida Holm  to  Bo Lind(Privately) : secret\n"
    )
    assert said(text) == [("Ida Holm", "hello: to all"), ("Bo Lind", "hi"), ("Ida Holm", "secret")]
    assert times(text) == ["00:12:03", "00:12:09", "00:13:00"]


def test_zoom_of_newer_versions():
    text = (
        "14:02:11 From Ida Holm to Everyone:\n\tThe crane fell.\n"
        '14:03:11 From Bo to Everyone:\n\tReplying to "The crane fell."\n\t\n\tWhen?\n'
        '14:04:00 From Eva to Everyone:\n\tReacted to "When?" with 👍\n'
        "14:05:00 From Ida Holm to Bo(Direct Message):\n\tAt nine: sharp\n"
    )
    assert said(text) == [
        ("Ida Holm", "The crane fell."), ("Bo", "When?"), ("Ida Holm", "At nine: sharp"),
    ]  # fmt: skip


def test_a_name_is_not_zooms_word_for_from():
    text = "00:12:03 De Vries: hello\n00:12:09 Van Dam: hi\n00:12:12 De Vries: yes\n"
    assert said(text) == []


def test_zoom_in_other_languages():
    text = "00:12:03 Von Ida Holm an Alle:\n\thallo\n00:12:09 Von Bo an Alle:\n\tja\n"
    assert said(text) == [("Ida Holm", "hallo"), ("Bo", "ja")]


def test_zoom_of_a_recording():
    text = "00:58:04\tAlex:\tDepends: on you\n00:58:20\tWheezy B:\tDid  you\n"
    assert said(text) == [("Alex", "Depends: on you"), ("Wheezy B", "Did  you")]


def test_element_in_plain_text():
    text = (
        "2/3/2024, 10:00:00 AM - Ida joined the room\n2/3/2024, 10:01:00 AM - Ida: It fell.\n"
        '2/3/2024, 10:02:00 AM - Bo: <@ida:x.org "It fell."> When?\n'
        "2/13/2024, 10:03:00 AM - Ida: map.png (Media omitted)\n"
    )
    assert said(text) == [("Ida", "It fell."), ("Bo", "When?")]
    assert times(text)[1] == "2024-02-03 10:01"


def test_line():
    text = (
        "[LINE] Chat history with Ida\nSaved on: 2024/02/03 10:00\n\n2024/02/03(Sat)\n"
        '10:00\tIda\t"Hello" she\n10:01\tBo\t"two\nlines: x"\n10:02\tEva joined\n\n'
        "2024/02/04(Sun)\n10:02\tIda\tBye\n"
    )
    assert said(text) == [("Ida", '"Hello" she'), ("Bo", "two\nlines: x"), ("Ida", "Bye")]
    assert times(text)[-1] == "2024-02-04 10:02"


def test_kakaotalk_of_a_computer():
    day = "--------------- 2024년 1월 6일 토요일 ---------------\n"
    text = f"Ida 님과 카카오톡 대화\n\n{day}[Ida] [오후 3:05] 하나\n[Bo] [오전 12:06] 둘\n"
    assert said(text) == [("Ida", "하나"), ("Bo", "둘")]
    assert times(text) == ["2024-01-06 15:05", "2024-01-06 00:06"]


def test_discord_in_plain_text(tmp_path):
    rule = "=" * 62
    text = (
        f"{rule}\nGuild: G\nChannel: news\n{rule}\n\n[03-Feb-24 10:00 AM] ida\nThe crane fell.\n\n"
        "{Attachments}\nhttps://x.org/y.png\n\n[03-Feb-24 10:01 AM] bo (pinned)\nWhen?\n\nNote: x\n"
        f"\n{rule}\nExported 2 message(s)\n{rule}\n"
    )
    document = opened(tmp_path, "news.txt", text)
    assert said(text) == [("ida", "The crane fell."), ("bo", "When?\n\nNote: x")]
    assert located(document, "When") == "2024-02-03 10:01"


def test_telegram_copied():
    text = "Ida Holm, [03.02.2024 10:00]\nThe crane fell.\n\nBo, [03.02.2024 10:01]\nWhen?\n"
    assert said(text) == [("Ida Holm", "The crane fell."), ("Bo", "When?")]
    assert times(text) == ["2024-02-03 10:00", "2024-02-03 10:01"]


def test_a_log_has_times_and_nobody_speaks():
    text = "[2024-01-01 10:00:00] site.ERROR: failed\n[2024-01-01 10:00:01] site.INFO: ok\n" * 3
    assert (said(text), len(times(text))) == ([], 6)


def test_imessage_exporter(tmp_path):
    text = (
        "May 17, 2022  5:29:42 PM (Read by you after 1 minute)\nIda\nIt fell.\n\n"
        "May 18, 2022 10:30:00 AM\nMe\nWhen?\nNote: today\n\n"
    )
    document = opened(tmp_path, "Ida.txt", text)
    assert said(text) == [("Ida", "It fell."), ("Me", "When?\nNote: today")]
    assert located(document, "When") == "2022-05-18 10:30"


def test_names_with_brackets_are_no_chat():
    text = (
        "Ada Lovelace, [Translator's notes]\nWords.\n\nMary Shelley, [A reviewer's notes]\nMore.\n"
    )
    assert find_chat(text).milestones == ()


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 10:00:00 ERROR: failed\n2024-01-01 10:00:01 INFO: ok\n" * 3,
        "1.5 litres\n2.5 litres\n3.5 litres\n",
        "On 3/4/24, 10:00 - we met: all of us.\n" + "Words.\n" * 20,
        "\n" * 100,
    ],
)
def test_what_is_no_chat(text):
    assert find_chat(text).milestones == ()
