"""The line format in git: one text for each content, merged by git without a conflict."""

import json
import random
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.interchange import git_merge_driver
from readerapp.interchange.record_merge import find_conflicts, merge_tables, stamp_changes

NOON = 1_760_000_000


def record(number=1, **changes):
    annotation = {**Annotation(id=f"a{number}", creator="maria").to_dict(), **changes}
    return stamp_changes(None, annotation, "maria-1", at=NOON)


def edited(before, device="nair-1", **changes):
    return stamp_changes(before, {**before, **changes}, device, at=NOON + 60)


def text_of(*records, table="annotations"):
    return "".join(git_merge_driver.write_lines({table: records}))


def test_a_file_has_a_line_for_each_record_in_order_whatever_order_they_come_in():
    records = [record(number) for number in range(20)]
    text = text_of(*records)
    shuffled = random.Random(4).sample(records, 20)
    assert text_of(*shuffled) == text
    assert text.count("\n") == 20
    assert git_merge_driver.read_lines(text) == {
        "annotations": sorted(records, key=lambda r: r["id"])
    }


@given(st.text(st.characters(), max_size=30))
def test_any_note_is_one_line_and_comes_back(note):
    text = text_of(record(note=note))
    assert text.encode("utf-8").decode("utf-8").splitlines() == [text.rstrip("\n")]
    assert git_merge_driver.read_lines(text)["annotations"][0]["note"] == note


def test_a_file_in_conflict_is_both_versions():
    base = record()
    ours, theirs = edited(base, note="mine"), edited(base, "bob-1", colour="red")
    text = f"<<<<<<< HEAD\n{text_of(ours)}||||||| base\n{text_of(base)}=======\r\n"
    text += f"{text_of(theirs)}>>>>>>> theirs\n"
    [merged] = git_merge_driver.read_lines(text)["annotations"]
    assert (merged["note"], merged["colour"]) == ("mine", "red")


def test_merging_texts_is_merging_tables():
    base = record()
    ours = {"annotations": [edited(base, note="mine"), record(2)], "speakers": [record(7)]}
    theirs = {"annotations": [edited(base, "bob-1", note="yours"), record(3)]}
    one, two = ("".join(git_merge_driver.write_lines(tables)) for tables in (ours, theirs))
    merged = git_merge_driver.merge_lines(one, two)
    assert (
        merged
        == git_merge_driver.merge_lines(two, one)
        == git_merge_driver.merge_lines(merged, one)
    )
    assert git_merge_driver.read_lines(merged) == merge_tables(ours, theirs)


@pytest.mark.parametrize(
    "line", ["{", "[]", "5", '["x", {}]', '["x", 5]', '[{}, {"id": "a"}]', "[" * 9999]
)
def test_a_line_that_is_no_record_is_reported(line):
    with pytest.raises(ReaderError, match="Line 2 is not an annotation record"):
        git_merge_driver.read_lines(text_of(record()) + line)


def test_the_driver_leaves_alone_what_it_cannot_read(tmp_path, capsys):
    ours, theirs = tmp_path / "a", tmp_path / "b"
    ours.write_text(text_of(record()))
    theirs.write_text("not ours\n")
    assert git_merge_driver.main([str(ours), str(theirs)]) == 1
    assert "were not merged: Line 1 is not" in capsys.readouterr().err
    assert ours.read_text() == text_of(record())
    assert git_merge_driver.main([str(ours), str(tmp_path / "none")]) == 1
    assert git_merge_driver.main([]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_the_command_of_version_0_1_still_merges(tmp_path):
    base = record()
    ours, theirs = tmp_path / "a", tmp_path / "b"
    ours.write_text(text_of(edited(base, note="mine")))
    theirs.write_text(text_of(edited(base, "bob-1", colour="red")))
    command = [sys.executable, "-P", "-m", "readerapp.sharing.driver", str(ours), str(theirs)]
    assert subprocess.run(command).returncode == 0
    [merged] = git_merge_driver.read_lines(ours.read_text())["annotations"]
    assert (merged["note"], merged["colour"]) == ("mine", "red")


class Clone:
    """A clone with our merge driver."""

    def __init__(self, folder, remote=None):
        self.folder = folder
        self.file = folder / "d.annotations"
        if remote:
            self.git("clone", "-q", str(remote), str(folder), at=folder.parent)
        else:
            folder.mkdir()
            self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", folder.name)
        self.git("config", "user.email", "x@example.org")
        code = Path(git_merge_driver.__file__).parents[2]
        python = f"PYTHONPATH={shlex.quote(str(code))} {shlex.quote(sys.executable)}"
        self.git(
            "config",
            "merge.readerapp.driver",
            f"{python} -m readerapp.interchange.git_merge_driver %A %B",
        )

    def git(self, *words, at=None):
        done = subprocess.run(
            ["git", *words], cwd=at or self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def save(self, *records):
        self.file.write_text(text_of(*records))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "notes")

    def records(self):
        return git_merge_driver.read_lines(self.file.read_text())["annotations"]


@pytest.mark.e2e
@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@pytest.mark.parametrize("way", ["--no-rebase", "--rebase"])
def test_git_merges_two_clones_by_itself_and_both_end_the_same(tmp_path, way):
    maria = Clone(tmp_path / "maria")
    (maria.folder / ".gitattributes").write_text("*.annotations merge=readerapp\n")
    base = [record(number) for number in range(5)]
    maria.save(*base)
    hub = tmp_path / "hub.git"
    maria.git("clone", "-q", "--bare", str(maria.folder), str(hub))
    maria.git("remote", "add", "origin", str(hub))
    nair = Clone(tmp_path / "nair", hub)
    maria.save(
        edited(base[0], "maria-1", note="mine"), edited(base[1], "maria-1", colour="red"), *base[2:]
    )
    nair.save(edited(base[0], note="yours"), edited(base[1], note="both"), *base[2:4], record(9))
    maria.git("push", "-q", "origin", "main")
    nair.git("pull", "-q", way, "origin", "main")
    nair.git("push", "-q", "origin", "main")
    maria.git("pull", "-q", way, "origin", "main")
    assert maria.file.read_bytes() == nair.file.read_bytes()
    records = {one["id"]: one for one in maria.records()}
    assert (records["a1"]["colour"], records["a1"]["note"]) == ("red", "both")
    assert [c.field for one in records.values() for c in find_conflicts(one)] == ["note"]
    assert records.keys() >= {"a9", "a4"}
    json.dumps(maria.records())
