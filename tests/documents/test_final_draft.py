"""Screenplays of Final Draft."""

import pytest

from readerapp.core.errors import ReaderError
from tests.documents.samples import located, opened, styled

PLAY = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Type="New Act"><Text>ACT ONE</Text></Paragraph>
    <Paragraph Number="12A" Type="Scene Heading">
      <SceneProperties Length="1/8" Page="1" Title=""/>
      <Text>INT. HARBOUR OFFICE - DAY</Text>
    </Paragraph>
    <Paragraph Type="Action"><Text>Rain. </Text><Text Style="Bold+Italic">A crane</Text>
      <Text> moves.</Text>
      <ScriptNote WriterName="Ann"><Paragraph><Text>Which crane?</Text></Paragraph></ScriptNote>
    </Paragraph>
    <Paragraph Type="Character"><Text>Jon (V.O.)</Text></Paragraph>
    <Paragraph Type="Parenthetical"><Text>(to himself)</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>It is not possible.</Text></Paragraph>
    <Paragraph><DualDialogue>
      <Paragraph Type="Character"><Text>ANN</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text>Who?</Text></Paragraph>
      <Paragraph Type="Character"><Text>BO</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text>You?</Text></Paragraph>
    </DualDialogue></Paragraph>
    <Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>
    <Paragraph Type="Scene Heading"><Text>EXT. PIER - NIGHT</Text></Paragraph>
    <Paragraph Type="Action"><Text>Gone.</Text></Paragraph>
  </Content>
  <TitlePage><Content>
    <Paragraph><Text></Text></Paragraph>
    <Paragraph Alignment="Center"><Text>THE LONG PIER</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>by Ida Holm</Text></Paragraph>
  </Content></TitlePage>
</FinalDraft>
"""


def test_elements_and_turns(tmp_path):
    document = opened(tmp_path, "pier.fdx", PLAY)
    text = document.text.whole()
    assert text == (
        "THE LONG PIER\n\nby Ida Holm\n\nACT ONE\n\nINT. HARBOUR OFFICE - DAY\n\n"
        "Rain. A crane moves.\n\nJon (V.O.)\n(to himself)\nIt is not possible.\n\n"
        "ANN\nWho?\n\nBO\nYou?\n\nCUT TO:\n\nEXT. PIER - NIGHT\n\nGone."
    )
    assert (document.format, document.title) == ("final-draft", "THE LONG PIER")
    assert [(turn.speaker, text[turn.start : turn.end]) for turn in document.turns] == [
        ("Jon", "It is not possible."),
        ("ANN", "Who?"),
        ("BO", "You?"),
    ]
    assert "A crane" in styled(document, "strong")


def test_scenes_and_notes(tmp_path):
    document = opened(tmp_path, "pier.xml", PLAY)
    assert [(each.level, each.title) for each in document.headings] == [
        (1, "THE LONG PIER"),
        (1, "ACT ONE"),
        (2, "INT. HARBOUR OFFICE - DAY"),
        (2, "EXT. PIER - NIGHT"),
    ]
    assert located(document, "Rain") == "sc. 12A ¶2"
    assert located(document, "Gone") == "sc. 2 ¶2"
    [note] = document.embedded
    assert (note.author, note.note) == ("Ann", "Which crane?")
    assert document.text.whole()[: note.start].endswith("moves.")


def test_a_play_without_words_is_refused(tmp_path):
    with pytest.raises(ReaderError):
        opened(tmp_path, "pier.fdx", "<FinalDraft><Content/></FinalDraft>")
