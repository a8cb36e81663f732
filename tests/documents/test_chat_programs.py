"""Chats of each program: who said what, what is no word, and what is shown of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.documents.chat.model import Message, MessagePart, Quote, Room
from readerapp.documents.chat.writing import in_order
from tests.documents.samples import located, opened


def chat(tmp_path, data, name="a.json"):
    return opened(tmp_path, name, json.dumps(data))


def messages(document):
    """Return the blocks of the text that are neither the first heading nor a day."""
    return [
        block
        for block in document.text.whole().split("\n\n")
        if block not in {heading.title for heading in document.headings}
    ]


def said(document):
    """Return speaker and words of each turn."""
    text = document.text.whole()
    assert all(
        text[turn.label_start : turn.label_end].startswith(turn.speaker) for turn in document.turns
    )
    return [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns]


def telegram(*items, **chat):
    written = [
        {"id": n, "type": "message", "date": f"2024-02-03T10:{n:02}:00", "from": "Ida",
         "from_id": "user1", "text": "", **item}
        for n, item in enumerate(items, 1)
    ]  # fmt: skip
    return {"name": "Harbour", "type": "private_group", "messages": written, **chat}


# Telegram


def test_telegram_a9_an_account_that_is_gone_has_said_its_words(tmp_path):
    document = chat(tmp_path, telegram({"text": "It fell."}, {"from": None, "text": "I saw it."}))
    assert said(document) == [("Ida", "It fell."), ("Deleted account", "I saw it.")]


def test_telegram_two_accounts_that_are_gone_are_two_people(tmp_path):
    gone = [{"from": None, "from_id": f"user{n}", "text": "yes"} for n in (7, 8)]
    speakers = [name for name, _ in said(chat(tmp_path, telegram(*gone)))]
    assert speakers == ["Deleted account user7", "Deleted account user8"]


def test_telegram_a9_forwarded_words_are_their_authors(tmp_path):
    document = chat(
        tmp_path,
        telegram(
            {
                "forwarded_from": "Port Authority",
                "text": ["Nobody was ", {"type": "bold", "text": "hurt"}, "."],
            },
            {"forwarded_from": None, "text": "I left."},
        ),
    )
    assert messages(document) == [
        "Ida: [forwarded from Port Authority]\nPort Authority: Nobody was hurt.",
        "Ida: [forwarded from Deleted account]\nDeleted account: I left.",
    ]
    assert said(document) == [
        ("Port Authority", "Nobody was hurt."),
        ("Deleted account", "I left."),
    ]


def test_telegram_a9_polls_are_read(tmp_path):
    poll = {
        "question": "Shall we strike on Monday?",
        "answers": [{"text": "Yes", "voters": 2}, {"text": "No", "voters": 1}],
    }
    document = chat(tmp_path, telegram({"poll": poll}))
    words = "Shall we strike on Monday?\n• Yes (2 votes)\n• No (1 vote)"
    assert messages(document) == [f"Ida (poll): {words}"]
    assert said(document) == [("Ida", words)]


@pytest.mark.parametrize(
    ("fields", "mark", "omission"),
    [
        ({"photo": "photos/p1.jpg"}, "[picture: p1.jpg]", "1 picture is not shown"),
        ({"photo": "(File not included. Change data exporting settings to download.)"}, "[picture]",
         "1 picture is not shown"),
        ({"file": "files/x", "file_name": "plan.pdf"}, "[attached: plan.pdf]",
         "1 attachment is not shown"),
        ({"file": "v.ogg", "media_type": "voice_message", "duration_seconds": 12},
         "[voice message 0:12]", "1 voice message is not shown"),
        ({"file": "s.webp", "media_type": "sticker", "sticker_emoji": "🦀"}, "[sticker: 🦀]",
         "1 sticker is not shown"),
        ({"location_information": {"latitude": 54.1, "longitude": 7.8}}, "[location: 54.1, 7.8]",
         "1 location is not shown"),
        ({"contact_information": {"first_name": "Eva", "last_name": "Ek", "phone_number": "12"}},
         "[contact: Eva Ek 12]", "1 contact is not shown"),
    ],
)  # fmt: skip
def test_telegram_a9_what_is_no_text_has_a_mark(tmp_path, fields, mark, omission):
    document = chat(tmp_path, telegram({"text": "before"}, fields, {**fields, "text": "a caption"}))
    assert messages(document) == ["Ida: before", f"Ida: {mark}", f"Ida: a caption\n{mark}"]
    assert [words for _, words in said(document)] == ["before", "a caption"]
    assert document.omissions == (omission.replace("1 ", "2 ").replace(" is", "s are"),)


def test_a_message_without_anything_is_not_lost_without_a_sign(tmp_path):
    document = chat(tmp_path, telegram({"text": "before"}, {"dice": {"value": 6}}))
    assert messages(document) == ["Ida: before", "Ida: [no text]"]
    assert document.omissions == ("1 empty message is not shown",)


def test_telegram_answers_name_whom_they_answer(tmp_path):
    document = chat(
        tmp_path,
        telegram(
            {"text": "Who?"},
            {"from": "Bo", "from_id": "user2", "text": "Me.", "reply_to_message_id": 1},
            {"text": "And?", "reply_to_message_id": 900},
        ),
    )
    assert messages(document)[1:] == [
        "Bo (in reply to Ida): Me.",
        "Ida (in reply to a message that is not in the file): And?",
    ]
    assert said(document)[1] == ("Bo", "Me.")


def test_telegram_events_have_no_speaker(tmp_path):
    event = {"type": "service", "actor": "Bo", "action": "invite_members", "members": ["Eva", None]}
    document = chat(tmp_path, telegram({"text": "hi"}, event))
    assert messages(document)[1] == "Bo invited Eva, Deleted account"
    assert said(document) == [("Ida", "hi")]


def test_telegram_people_of_one_name_are_told_apart(tmp_path):
    document = chat(tmp_path, telegram({"text": "a"}, {"text": "b", "from_id": "user2"}))
    assert [name for name, _ in said(document)] == ["Ida [user1]", "Ida [user2]"]


def test_telegram_reactions_are_shown_and_nobodys_words(tmp_path):
    reactions = [
        {"emoji": "👍", "count": 2, "recent": [{"from": "Bo"}, {"from": "Eva"}]},
        {"emoji": "❤", "count": 9, "recent": [{"from": "Bo"}]},
        {"type": "custom_emoji", "count": 1, "document_id": "x.webp"},
    ]
    document = chat(tmp_path, telegram({"text": "hi", "reactions": reactions}))
    assert messages(document) == ["Ida: hi\n[reactions: 👍 Bo, Eva · ❤ 9 · custom emoji 1]"]
    assert said(document) == [("Ida", "hi")]


def test_telegram_b1_all_chats_are_in_order_under_their_names(tmp_path):
    newer = telegram({"text": "Where were you?"}, {"text": "At the pier."}, name="Ida")
    older = telegram({"text": "Who saw it?"}, {"text": "I did."}, name="Group")
    for item in older["messages"]:
        item["date"] = item["date"].replace("02-03", "01-01")
    document = chat(tmp_path, {"about": "", "chats": {"about": "", "list": [newer, older]}})
    contents = [(heading.level, heading.title) for heading in document.headings]
    assert contents == [(1, "Ida"), (2, "2024-02-03"), (1, "Group"), (2, "2024-01-01")]
    words = [words for _, words in said(document)]
    assert words == ["Where were you?", "At the pier.", "Who saw it?", "I did."]
    assert (document.title, document.date) == ("a.json", "2024-01-01")
    assert located(document, "I did") == "2024-01-01 10:02"


# Slack


def slack(*items):
    return [
        {"type": "message", "user": "U1", "ts": f"170695440{n}.0001", "text": "", **item}
        for n, item in enumerate(items)
    ]


def test_slack_a10_bots_files_and_quotations(tmp_path):
    document = chat(
        tmp_path,
        slack(
            {"text": "Morning <@U2|bo>, <https://example.org|the plan> &amp; more"},
            {"user": None, "subtype": "bot_message", "bot_id": "B1", "text": "Build 17 failed."},
            {"files": [{"name": "minutes.docx"}]},
            {"attachments": [{"fallback": "No harm done.", "text": "No harm done."}]},
            {"attachments": [{"author_name": "Mayor", "text": "I resign.", "footer": "Posted"}]},
            {"user": "U2", "text": "<!subteam^S1|@editors> <!date^1^{date}|18 Feb> <!here>"},
        ),
    )
    assert messages(document) == [
        "U1: Morning @bo, the plan & more",
        "B1: Build 17 failed.",
        "U1: [attached: minutes.docx]",
        "U1: [quoted] No harm done.",
        "U1:\nMayor (quoted): I resign.\n[footer] Posted",
        "bo: @editors 18 Feb @here",
    ]
    assert ("Mayor", "I resign.") in said(document)
    assert len(said(document)) == 4


def test_slack_a10_blocks_say_what_the_text_does_not(tmp_path):
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "text", "text": "It "}, {"type": "text", "text": "fell", "style": {"bold": True}},
        {"type": "user", "user_id": "U2"}]}]}  # fmt: skip
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Deploy <https://x.org|now>"}}
    document = chat(tmp_path, slack({"blocks": [rich]}, {"text": "It fell", "blocks": [section]}))
    assert messages(document) == ["U1: It fell@U2", "U1: It fell\nDeploy now"]


def test_slack_events_and_threads(tmp_path):
    document = chat(
        tmp_path,
        slack(
            {"subtype": "channel_join", "text": "<@U1> has joined the channel"},
            {"text": "Who?", "user_profile": {"display_name": "Ida"}},
            {"user": "U2", "text": "Me.", "thread_ts": "1706954401.0001",
             "reactions": [{"name": "wave", "users": ["U1"], "count": 1}]},
        ),
    )  # fmt: skip
    assert messages(document) == [
        "@Ida has joined the channel",
        "Ida: Who?",
        "U2 (in reply to Ida): Me.\n[reactions: :wave: Ida]",
    ]


# Discord


def discord(*items):
    person = {"id": "9", "name": "ida", "nickname": "Ida"}
    written = [
        {"id": str(n), "type": "Default", "timestamp": f"2024-02-03T10:{n:02}:00.1+00:00",
         "content": "", "author": person, **item}
        for n, item in enumerate(items, 1)
    ]  # fmt: skip
    return {"guild": {"name": "G"}, "channel": {"name": "news"}, "messages": written}


def test_discord_a10_embeds_files_and_answers(tmp_path):
    bo = {"id": "8", "name": "bo", "nickname": "Bo"}
    bot = {"id": "7", "name": "tide", "isBot": True}
    embed = {"title": "Tide tables", "description": "High water at six.",
             "fields": [{"name": "Low", "value": "noon"}]}  # fmt: skip
    document = chat(
        tmp_path,
        discord(
            {"content": "Look at this", "embeds": [embed]},
            {"author": bo, "attachments": [{"url": "f", "fileName": "map.png"}]},
            {"author": bo, "type": "Reply", "content": "Thanks", "reference": {"messageId": "1"}},
            {"author": bot, "embeds": [embed]},
            {"author": bo, "embeds": [{"author": {"name": "Mayor"}, "description": "I resign."}]},
            {"author": bo, "type": "GuildMemberJoin", "content": "Joined the server."},
        ),
    )
    tides = "Tide tables\nHigh water at six.\nLow: noon"
    assert messages(document) == [
        f"Ida: Look at this\n[embedded] {tides}",
        "Bo: [picture: map.png]",
        "Bo (in reply to Ida): Thanks",
        f"tide: {tides}",
        "Bo:\nMayor (embedded): I resign.",
        "Bo joined the server.",
    ]
    assert said(document) == [
        ("Ida", "Look at this"), ("Bo", "Thanks"), ("tide", tides), ("Mayor", "I resign."),
    ]  # fmt: skip


# Writing

_NAMES = st.sampled_from(["Ida", "bo_7", "李", "Анна К.", "+12 345", "Dr. Bo: MD", "🦀"])
_LINES = st.text("abé李 .,:!?()[]\n", max_size=30)


@given(st.lists(st.tuples(_NAMES, _LINES, _LINES), max_size=8))
def test_every_word_is_in_the_text_and_its_writers(tmp_path_factory, written):
    items = [
        {"from": name, "from_id": name, "text": [words, {"type": "bold", "text": more}]}
        for name, words, more in written
    ]
    document = chat(
        tmp_path_factory.getbasetemp(),
        telegram(*items, {"text": "end", "from_id": "Ida"}),
        "w.json",
    )
    expected = [(name, f"{words}{more}".split()) for name, words, more in written]
    found = [(name, words.split()) for name, words in said(document)]
    assert found == [*(each for each in expected if each[1]), ("Ida", ["end"])]


# The order of messages


@given(st.lists(st.integers(0, 5), max_size=30), st.booleans())
def test_messages_are_in_order_and_none_is_lost(minutes, newest_first):
    minutes = sorted(minutes, reverse=newest_first)
    written = [
        Message("Ida", [MessagePart(str(n))], f"2024-02-03T10:{minute:02}:00")
        for n, minute in enumerate(minutes)
    ]
    found = [one.message for one in in_order(written)]
    turned = len(minutes) > 1 and minutes[0] > minutes[-1]
    assert found == (written[::-1] if turned else written)


def test_the_order_is_that_of_the_world_not_of_the_clocks():
    times = ["2024-02-03T10:00:00+01:00", "2024-02-03T09:30:00+00:00", "2024-02-03T11:00:00+01:00"]
    written = [Message(time, [MessagePart("x")], time) for time in times]
    assert [one.message.time for one in in_order(written[:1] + written[2:] + written[1:2])] == [
        times[0], times[1], times[2],
    ]  # fmt: skip


def test_an_empty_room_has_no_message():
    assert Room("x", []).messages == []
    assert Message("Ida", [MessagePart(" ")]).empty
    assert not Message("Ida", quotes=[Quote("Bo", [MessagePart("x")])]).empty
