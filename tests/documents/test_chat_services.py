"""Chats of Meta, Google, Matrix, Skype and assistants, and of programs that nobody knows."""

import json

import pytest

from readerapp.documents import limits
from tests.documents.samples import located, opened
from tests.documents.test_chat_programs import chat, messages, said


def mojibake(words):
    return words.encode().decode("latin-1")


def test_facebook_what_is_no_text_has_a_mark(tmp_path):
    written = {
        "participants": [{"name": "Ida"}],
        "title": mojibake("Bö"),
        "messages": [
            {"sender_name": "Bo", "timestamp_ms": 1706954520000, "content": "Ida called you.",
             "type": "Call", "call_duration": 72},
            {"sender_name": "Bo", "timestamp_ms": 1706954460000, "content": mojibake("für dich €5"),
             "reactions": [{"reaction": mojibake("❤"), "actor": mojibake("Ïda")}]},
            {"sender_name": "Bo", "timestamp_ms": 1706954450000,
             "share": {"link": "https://x.org/p", "share_text": "We strike.",
                       "original_content_owner": "Union"}},
            {"sender_name": "Ida", "timestamp_ms": 1706954430000, "photos": [{"uri": "a/p.jpg"}]},
            {"sender_name": "Ida", "timestamp_ms": 1706954420000,
             "audio_files": [{"uri": "v.mp4"}]},
            {"sender_name": "Ida", "timestamp_ms": 1706954410000, "is_unsent": True},
            {"sender_name": "Ida", "timestamp_ms": 1706954400000, "content": "Hallo"},
        ],
    }  # fmt: skip
    document = chat(tmp_path, written)
    assert document.title == "Bö"
    assert messages(document) == [
        "Ida: Hallo",
        "Ida: [message deleted]",
        "Ida: [audio: v.mp4]",
        "Ida: [picture: p.jpg]",
        "Bo:\nUnion (shared): We strike.\n[link] https://x.org/p",
        "Bo: für dich €5\n[reactions: ❤ Ïda]",
        "Ida called you.\n[call 1:12]",
    ]
    assert said(document) == [("Ida", "Hallo"), ("Union", "We strike."), ("Bo", "für dich €5")]


def test_facebook_encrypted_chats(tmp_path):
    written = {
        "participants": ["Ida", "Bo"],
        "threadName": "Bo_1",
        "messages": [
            {"senderName": "Ida", "text": "Größe", "timestamp": 1706954400000, "media": []}
        ],
    }
    assert messages(chat(tmp_path, written)) == ["Ida: Größe"]


def test_google_chat(tmp_path):
    ida = {"name": "Ida Holm", "email": "i@x.org"}
    written = {
        "messages": [
            {"creator": ida, "created_date": "Tuesday, September 10, 2024 at 8:44:40\u202fPM UTC",
             "text": "The crane fell.", "message_id": "a"},
            {"creator": {"email": "bo@x.org"}, "text": "When?", "message_id": "b",
             "created_date": "Tuesday, September 10, 2024 at 8:45:40 PM UTC",
             "quoted_message_metadata": {"message_id": "a", "creator": ida, "text": "x"}},
            {"creator": ida, "created_date": "Tuesday, September 10, 2024 at 8:46:40 PM UTC",
             "attached_files": [{"original_name": "plan.pdf", "export_name": "File-plan.pdf"}],
             "quoted_message_metadata": {"message_id": "z", "creator": {"name": "Eva"},
                                         "text": "Plan?"}},
            {"creator": ida, "created_date": "Tuesday, September 10, 2024 at 8:47:40 PM UTC",
             "message_state": "DELETED"},
            {"creator": ida, "created_date": "Tuesday, September 10, 2024 at 8:48:40 PM UTC",
             "text": "Yes.",
             "quoted_message_metadata": {"creator": {"name": "Bo"}, "text": "Now?"}},
        ]
    }  # fmt: skip
    document = chat(tmp_path, written, "messages.json")
    assert messages(document) == [
        "Ida Holm: The crane fell.",
        "bo@x.org (in reply to Ida Holm): When?",
        "Ida Holm: [attached: plan.pdf]\nEva (quoted): Plan?",
        "Ida Holm: [message deleted]",
        "Ida Holm: Yes.\nBo (quoted): Now?",
    ]
    assert located(document, "When") == "2024-09-10 20:45"


def matrix(*events, **about):
    written = [
        {"type": "m.room.message", "sender": "@ida:x.org", "event_id": str(n),
         "origin_server_ts": 1706954400000 + 60_000 * n, "content": {}, **event}
        for n, event in enumerate(events)
    ]  # fmt: skip
    return {"room_name": "Pier", "messages": written, **about}


def words(body, **more):
    return {"content": {"msgtype": "m.text", "body": body, **more}}


def test_element_edits_are_shown_once_and_deleted_messages_named(tmp_path):
    relation = {"rel_type": "m.replace", "event_id": "2"}
    document = chat(
        tmp_path,
        matrix(
            {"type": "m.room.member", "state_key": "@ida:x.org",
             "content": {"membership": "join", "displayname": "Ida"}},
            {"type": "m.room.topic", "content": {"topic": "All of the harbour"}},
            words("The crame fell."),
            {"sender": "@bo:x.org", **words("> <@ida:x.org> The crame fell.\n\nWhen?",
             **{"m.relates_to": {"m.in_reply_to": {"event_id": "2"}}})},
            words("* The crane fell.", **{"m.new_content": {"msgtype": "m.text",
                  "body": "The crane fell."}, "m.relates_to": relation}),
            {"unsigned": {"redacted_because": {"type": "m.room.redaction"}}},
            {"content": {"msgtype": "m.image", "body": "map.png"}},
            {"type": "m.room.encrypted", "content": {"algorithm": "m.megolm"}},
            {"type": "m.reaction", "sender": "@bo:x.org",
             "content": {"m.relates_to": {"event_id": "2", "key": "👍"}}},
            {"content": {"msgtype": "m.emote", "body": "waves"}},
        ),
    )  # fmt: skip
    assert messages(document) == [
        "Ida joined",
        "Ida set the topic: All of the harbour",
        "Ida: The crane fell.\n[reactions: 👍 @bo:x.org]",
        "@bo:x.org (in reply to Ida): When?",
        "Ida: [message deleted]",
        "Ida: [picture: map.png]",
        "Ida: [encrypted message]",
        "Ida waves",
    ]
    assert said(document) == [("Ida", "The crane fell."), ("@bo:x.org", "When?")]


def test_element_an_answer_brings_what_is_not_in_the_file(tmp_path):
    answer = words(
        "> <@eva:x.org> Who\n> said so?\n\nMe.",
        **{"m.relates_to": {"m.in_reply_to": {"event_id": "gone"}}},
    )
    assert said(chat(tmp_path, matrix(answer))) == [
        ("@ida:x.org", "Me."),
        ("@eva:x.org", "Who\nsaid so?"),
    ]


def test_element_an_edit_may_come_with_what_it_edits(tmp_path):
    newest = {"content": {"m.new_content": {"msgtype": "m.text", "body": "The crane fell."}}}
    edited = {**words("The crame fell."), "unsigned": {"m.relations": {"m.replace": newest}}}
    assert messages(chat(tmp_path, matrix(edited))) == ["@ida:x.org: The crane fell."]


def test_element_is_found_behind_the_events_of_a_room(tmp_path):
    members = [
        {"type": "m.room.power_levels", "content": {"users": {str(n): 100 for n in range(3000)}}}
    ]
    assert messages(chat(tmp_path, matrix(*members, words("yes")))) == ["@ida:x.org: yes"]


def test_skype_conversations_are_rooms(tmp_path):
    quote = (
        '<quote author="live:ida" authorname="Ida" timestamp="1"><legacyquote>[10:00] Ida: '
        "</legacyquote>The crane fell.<legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>When?"
    )
    written = {
        "userId": "8:live:me",
        "conversations": [
            {"id": "8:live:bo", "displayName": "Bo", "MessageList": [
                {"displayName": "Bo", "originalarrivaltime": "2024-02-03T10:01:00.1Z",
                 "messagetype": "RichText", "content": quote, "from": "8:live:bo"},
                {"displayName": None, "originalarrivaltime": "2024-02-03T10:00:00Z",
                 "messagetype": "RichText", "content": "a &lt; b <b>c</b>", "from": "8:live:me"}]},
            {"id": "19:x", "displayName": None, "MessageList": [
                {"displayName": "Bo", "originalarrivaltime": "2024-02-04T10:01:00Z",
                 "from": "8:live:bo", "messagetype": "RichText/UriObject",
                 "content": '<URIObject uri="u"><OriginalName v="plan.pdf"/></URIObject>'}]},
        ],
    }  # fmt: skip
    document = chat(tmp_path, written)
    assert messages(document) == [
        "live:me: a < b c",
        "Bo: When?\nIda (quoted): The crane fell.",
        "Bo: [attached: plan.pdf]",
    ]
    assert [heading.title for heading in document.headings if heading.level == 1] == ["Bo", "19:x"]


def test_chatgpt_shows_the_branch_and_counts_the_others(tmp_path):
    def node(parent, role, *parts):
        content = {"content_type": "text", "parts": parts}
        message = {"author": {"role": role}, "create_time": 1706954400.5, "content": content}
        return {"message": message, "parent": parent}

    mapping = {
        "root": {"message": None, "parent": None},
        "s": node("root", "system", ""),
        "a": node("s", "user", "When did it fall?"),
        "b": node("a", "assistant", "At ten."),
        "c": node("a", "assistant", "At nine."),
    }
    written = [{"title": "Crane", "mapping": mapping, "current_node": "c"}]
    document = chat(tmp_path, written, "conversations.json")
    assert messages(document) == ["User: When did it fall?", "Assistant: At nine."]
    assert document.omissions == ("1 superseded message is not shown",)
    assert document.title == "Crane"


def test_claude(tmp_path):
    written = [{"uuid": "1", "name": "Crane", "chat_messages": [
        {"sender": "human", "text": "When?", "created_at": "2024-02-03T10:00:00Z",
         "attachments": [{"file_name": "log.txt", "extracted_content": "It fell."}]},
        {"sender": "assistant", "text": "", "created_at": "2024-02-03T10:01:00Z",
         "content": [{"type": "text", "text": "At nine."}]}]}]  # fmt: skip
    document = chat(tmp_path, written)
    assert messages(document) == [
        "User: When?\n[attached: log.txt]\n[text of the file] It fell.",
        "Assistant: At nine.",
    ]
    assert said(document) == [("User", "When?"), ("Assistant", "At nine.")]


def test_a_chat_of_an_unknown_program(tmp_path):
    written = [
        {"timestamp": "2020-01-17T20:49:00", "author": "John Doe", "message": "Hello Jane!"},
        {"timestamp": "2019-12-24T11:23:00", "author": "Jane Doe", "message": "Hello John!"},
        {"timestamp": "2019-12-24T11:20:00", "author": "Jane Doe", "attachments": ["a/b.pdf"]},
    ]
    assert messages(chat(tmp_path, written)) == [
        "Jane Doe: [attached: b.pdf]",
        "Jane Doe: Hello John!",
        "John Doe: Hello Jane!",
    ]


@pytest.mark.parametrize("items", ["x", 1, None, [1], {"a": 1}, [None, {"x": [1]}], True])
@pytest.mark.parametrize(
    "field",
    ["text", "poll", "photo", "reactions", "attachments", "embeds", "files", "content", "author",
     "reference", "blocks", "from", "members", "inline_bot_buttons", "share", "annotations", "ts",
     "m.relates_to", "mapping", "quoted_message_metadata", "date", "creator", "unsigned", "sender"],
)  # fmt: skip
def test_fields_of_any_kind_do_no_harm(tmp_path, field, items):
    more = {field: items}
    inner = {"body": "text", **more}
    part = {"author": {"role": "user"}, "content": {"parts": ["text"], **more}, **more}
    skype = {"from": "x", "messagetype": "RichText", "content": "text", **more}
    base = [
        {"messages": [{"type": "message", "from": "Ida", "text": "y", **more}]},
        {"channel": {}, "messages": [{"author": {"name": "Ida"}, "content": "y", **more}]},
        [{"type": "message", "ts": "1706954400.1", "user": "U1", "text": "y", **more}],
        {"participants": [], "messages": [{"sender_name": "Ida", "text": "y", **more}]},
        {"messages": [{"creator": {"name": "Ida"}, "created_date": "", "text": "y", **more}]},
        {"messages": [{"type": "m.room.message", "sender": "a", "content": inner, **more}]},
        [{"mapping": {"a": {"message": part}}}],
        [{"chat_messages": [{"sender": "human", "text": "y", **more}]}],
        {"conversations": [{"MessageList": [skype]}]},
    ]
    for written in base:
        assert opened(tmp_path, "a.json", json.dumps(written)).text.whole()


def test_a_chat_has_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "CHAT_MESSAGES", 1)
    with pytest.raises(Exception, match="has 2 messages; split it"):
        chat(tmp_path, matrix(words("a"), words("b")))
