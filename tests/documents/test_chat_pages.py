"""Chats in HTML: the pages of Telegram Desktop and DiscordChatExporter."""

from tests.documents.samples import located, opened
from tests.documents.test_chat_programs import messages, said


def telegram_page(*blocks):
    history = "".join(blocks)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head>'
        '<body><div class="page_wrap"><div class="page_header"><div class="content">'
        '<div class="text bold">Harbour group</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{history}</div></div></div></body>'
    )


def telegram_message(number, inside, name="", minute=0):
    joined = "" if name else " joined"
    sender = f'<div class="from_name">{name} </div>' if name else ""
    picture = f'<div class="userpic"><div class="initials">{name[:1]}</div></div>' if name else ""
    return (
        f'<div class="message default clearfix{joined}" id="message{number}">{picture}'
        f'<div class="body"><div class="pull_right date details" title="03.02.2024 10:{number:02}'
        f':00 UTC+01:00">10:{number:02}</div>{sender}{inside}</div></div>'
    )


def text(words):
    return f'<div class="text">\n{words}\n</div>'


def test_telegram_page_joined_messages_have_their_speaker(tmp_path):
    page = telegram_page(
        '<div class="message service" id="message-1"><div class="body details">3 February 2024'
        "</div></div>",
        telegram_message(1, text("The crane <strong>fell</strong>."), "Ida Holm"),
        telegram_message(2, text("Nobody<br>was <a href='https://x.org'>hurt</a>.")),
        '<div class="message service" id="message9"><div class="body details">Bo joined</div>'
        "</div>",
        telegram_message(
            3,
            '<div class="reply_to details">In reply to <a href="#go_to_message1">this message</a>'
            f"</div>{text('When?')}",
            "Bo",
        ),
    )
    document = opened(tmp_path, "messages.html", page)
    assert (document.format, document.title) == ("chat", "Harbour group")
    assert messages(document) == [
        "Ida Holm: The crane fell.",
        "Ida Holm: Nobody\nwas hurt.",
        "Bo joined",
        "Bo (in reply to Ida Holm): When?",
    ]
    assert [name for name, _ in said(document)] == ["Ida Holm", "Ida Holm", "Bo"]
    assert located(document, "was hurt") == "2024-02-03 10:02"


def test_telegram_page_forwarded_words_are_their_authors(tmp_path):
    forwarded = (
        '<div class="forwarded body"><div class="from_name">Port Authority <span class="date '
        f'details" title="01.02.2024 09:00:00">01.02.2024 09:00:00</span></div>'
        f"{text('No harm.')}</div>"
    )
    document = opened(
        tmp_path,
        "messages.html",
        telegram_page(telegram_message(1, forwarded, "Ida"), telegram_message(2, text("So."))),
    )
    assert said(document) == [("Port Authority", "No harm."), ("Ida", "So.")]
    assert "[forwarded from Port Authority]" in document.text.whole()


def test_telegram_page_marks_and_polls(tmp_path):
    def media(kind, title, status):
        return (
            f'<div class="media_wrap"><div class="media clearfix {kind}"><div class="body">'
            f'<div class="title bold">{title}</div><div class="status details">{status}</div></div>'
            "</div></div>"
        )

    poll = (
        '<div class="media_wrap"><div class="media_poll"><div class="question bold">Strike?'
        '</div><div class="details">Anonymous poll</div><div class="answer">- Yes <span class='
        '"details">2 votes</span></div></div></div>'
    )
    photo = '<div class="media_wrap"><a class="photo_wrap" href="photos/p1.jpg"><img/></a></div>'
    document = opened(
        tmp_path,
        "messages.html",
        telegram_page(
            telegram_message(1, media("media_voice_message", "Voice message", "00:12"), "Ida"),
            telegram_message(2, media("media_file", "plan.pdf", "12 KB")),
            telegram_message(3, photo + text("a caption")),
            telegram_message(4, poll),
        ),
    )
    assert messages(document) == [
        "Ida: [voice message 00:12]",
        "Ida: [attached: plan.pdf]",
        "Ida: a caption\n[picture: p1.jpg]",
        "Ida (poll): Strike?\n• Yes 2 votes",
    ]
    assert "1 voice message is not shown" in document.omissions


def test_telegram_page_keeps_words_that_it_does_not_know(tmp_path):
    page = telegram_page(telegram_message(1, text("hi") + "<div class=new>A gift</div>", "Ida"))
    document = opened(tmp_path, "messages.html", page)
    assert messages(document) == ["Ida: hi\nA gift"]
    assert said(document) == [("Ida", "hi")]


def discord_page(*groups):
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>G - news</title></head><body>'
        '<div class="preamble"><div class="preamble__entry">G</div><div class="preamble__entry">'
        f'Talk / news</div></div><div class="chatlog">{"".join(groups)}</div></body></html>'
    )


def discord_group(name, time, *inside):
    first = (
        f'<div class="chatlog__header"><span class="chatlog__author" data-user-id="{name}">{name}'
        f'</span><span class="chatlog__timestamp"><a>{time}</a></span></div>'
    )
    containers = (
        f'<div class="chatlog__message-container" data-message-id="{number}"><div class='
        f'"chatlog__message"><div class="chatlog__message-primary">{first if not place else ""}'
        f"{words}</div></div></div>"
        for place, (number, words) in enumerate(inside)
    )
    return f'<div class="chatlog__message-group">{"".join(containers)}</div>'


def content(words):
    return (
        '<div class="chatlog__content chatlog__markdown"><span class="chatlog__markdown-preserve">'
        f'{words}</span><span class="chatlog__edited-timestamp">(edited)</span></div>'
    )


def test_discord_page(tmp_path):
    attachment = (
        '<div class="chatlog__attachment"><a href="x"><img title="Image: map.png (3 KB)"></a></div>'
    )
    embed = (
        '<div class="chatlog__embed"><div class="chatlog__embed-title">Tide tables</div>'
        '<div class="chatlog__embed-description">High water at six.</div></div>'
    )

    def reply(number):
        return (
            '<div class="chatlog__reply"><div class="chatlog__reply-author">Ida</div><div class='
            '"chatlog__reply-content"><span class="chatlog__reply-link" onclick="scrollToMessage('
            f"event, '{number}')\">The crane fell.</span></div></div>"
        )

    document = opened(
        tmp_path,
        "news.html",
        discord_page(
            discord_group("Ida", "3/2/2024 10:00", (1, content("The crane\nfell.")), (2, embed)),
            discord_group("Bo", "4/2/2024 10:01", (3, reply(1) + content("When?"))),
            discord_group(
                "Eva", "13/2/2024 10:01", (4, reply(99) + content("Where?") + attachment)
            ),
        ),
    )
    assert (document.format, document.title) == ("chat", "Talk / news")
    assert messages(document) == [
        "Ida: The crane\nfell.",
        "Ida: [embedded] Tide tables\nHigh water at six.",
        "Bo (in reply to Ida): When?",
        "Eva: Where?\n[picture: map.png]\nIda (quoted): The crane fell.",
    ]
    assert said(document)[2:] == [("Eva", "Where?"), ("Ida", "The crane fell.")]
    assert located(document, "Where") == "2024-02-13 10:01"


def test_discord_page_of_an_older_version(tmp_path):
    groups = (
        '<div class="chatlog__message-group"><div class="chatlog__messages"><span class='
        '"chatlog__author-name">Ida</span><span class="chatlog__timestamp">03-Feb-24 10:00 AM'
        '</span><div class="chatlog__message" data-message-id="1"><div class="chatlog__content">'
        '<span class="preserve-whitespace">The crane\nfell.</span></div></div></div></div>',
        '<div class="chatlog__message-group"><div class="chatlog__messages"><div class='
        '"chatlog__reference"><span class="chatlog__reference-link" onclick="go(event, \'1\')">The'
        '</span></div><span class="chatlog__author-name">Bo</span><div class="chatlog__message" '
        'data-message-id="2"><div class="chatlog__content">When?</div></div></div></div>',
    )
    document = opened(tmp_path, "news.html", discord_page(*groups))
    assert messages(document) == ["Ida: The crane\nfell.", "Bo (in reply to Ida): When?"]
    assert located(document, "crane") == "2024-02-03 10:00"


def test_discord_page_keeps_words_that_it_does_not_know(tmp_path):
    group = discord_group("Ida", "3/2/2024 10:00", (1, content("hi") + "<div>A poll</div>"))
    document = opened(tmp_path, "news.html", discord_page(group))
    assert messages(document) == ["Ida: hi\nA poll"]
    assert said(document) == [("Ida", "hi")]


def test_a_page_about_chats_is_a_page(tmp_path):
    page = (
        '<html><body><div class="chatlog">It explains</div><p>how chats are kept.</p></body></html>'
    )
    assert opened(tmp_path, "a.html", page).format == "html"


def test_facebook_page(tmp_path):
    def block(name, inside, minute):
        return (
            '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite"><div class="_3-95 _2pim _a6-h _a6-i">'
            f'{name}</div><div class="_3-95 _a6-p"><div><div></div>{inside}<div></div></div></div>'
            f'<div class="_3-94 _a6-o">Feb 3, 2024, 10:{minute:02} AM</div></div>'
        )

    liked = '<div><ul class="_a6-q"><li>❤Ida</li></ul></div>'
    page = (
        '<html><head><meta charset="utf-8"><title>Bo</title></head><body><div class="_a70e">Bo'
        f'</div><div role="main">{block("Bo", "<div>When?</div>" + liked, 2)}'
        f"{block('Ida', '<div><a href=p.jpg><img src=photos/p.jpg></a></div>', 1)}"
        f"{block('Ida', '<div>It fell.<br>All of it.</div>', 0)}</div></body></html>"
    )
    document = opened(tmp_path, "message_1.html", page)
    assert document.title == "Bo"
    assert messages(document) == [
        "Ida: It fell.\nAll of it.",
        "Ida: [picture: p.jpg]",
        "Bo: When?\n[reactions: ❤Ida]",
    ]
    assert located(document, "When") == "2024-02-03 10:02"


def test_element_page(tmp_path):
    def tile(key, inside, name="", minute=0):
        sender = f'<span class="mx_DisambiguatedProfile_displayName">{name}</span>' if name else ""
        return (
            f'<div class="mx_Export_EventWrapper" id="{key}"><li class="mx_EventTile">'
            f'{sender}<div class="mx_EventTile_line"><span class="mx_MessageTimestamp" '
            f'title="Sat, Feb 3, 2024, 10:{minute:02}:00">10:{minute:02}</span>{inside}</div>'
            "</li></div>"
        )

    def body(words):
        return f'<div class="mx_MTextBody"><span class="mx_EventTile_body">{words}</span></div>'

    def reply(key):
        return (
            f'<blockquote class="mx_ReplyChain"><a href="https://matrix.to/#/!r/{key}">To</a>'
            '<span class="mx_DisambiguatedProfile_displayName">Ida</span>'
            f"{body('The crane fell.')}</blockquote>"
        )

    page = (
        '<!DOCTYPE html><html><head><meta charset="UTF-8"/></head><body><main class="mx_RoomView">'
        '<div class="mx_RoomHeader_nametext">Pier</div><ol>'
        '<h2 class="mx_DateSeparator">Saturday</h2>'
        f"{tile('$1', body('The crane fell.'), 'Ida')}{tile('$2', body('All of it.'), minute=1)}"
        f"{tile('$3', reply('$1') + body('When?'), 'Bo', 2)}"
        f"{tile('$4', reply('$gone') + body('Who?'), minute=3)}"
        f"{tile('$5', '<div class=mx_TextualEvent>Eva joined</div>', minute=4)}</ol></main></body>"
    )
    document = opened(tmp_path, "messages.html", page)
    assert messages(document) == [
        "Ida: The crane fell.",
        "Ida: All of it.",
        "Bo (in reply to Ida): When?",
        "Bo: Who?\nIda (quoted): The crane fell.",
        "Eva joined",
    ]
    assert located(document, "When") == "2024-02-03 10:02"
