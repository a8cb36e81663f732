"""Replying: the keys for threads, and what of them the notes panel shows."""

from __future__ import annotations

from readerapp.ui.reader.marking import MarkingActions

# What knows threads is imported when it is wanted: the first page does not wait for it.


class ReplyingActions(MarkingActions):
    """Reply, resolve, show what is resolved."""

    def action_reply(self) -> None:
        """Answer in the thread of the highlight or the reply here."""
        self.attempt(lambda: self._write(self._existing().key, fresh=True))

    def action_resolve(self) -> None:
        """Resolve the reply here, or all of the highlight's; or open them again."""

        def resolve() -> None:
            change = self.desk.session.set_resolved(self._existing().key)
            self.take(change)
            if self.desk.place(self.focused_key or "") is None:
                self.focus_on(self.passage_key)  # what is hidden is nowhere to be seen
            if self.desk.hidden and not self.unsaved:
                shows = self.app.key("resolved")  # type: ignore[attr-defined]
                self.say(f"{change.sentence} ({shows} shows it)")

        self.attempt(resolve)

    def action_resolved(self) -> None:
        """List resolved replies too, or not."""

        def show() -> None:
            shown = self.desk.show_resolved()
            self.filter_list(self.desk.query)
            self.say("Resolved replies are listed" if shown else "Resolved replies are hidden")

        self.attempt(show)

    def end_note(self, key: str | None) -> None:
        """A conflict in a note is to be known of; a reply without words is none."""
        session = self.desk.session
        if conflict := session.conflict_in(key):
            self.say(conflict, warning=True)
        elif key and key in session.threads and not session.get(key).annotation.note.strip():
            self.take(session.delete(key))

    @property
    def passage_key(self) -> str | None:
        """The id of the highlight that keys act on, or that the reply answers which they act on."""
        key = self.focused_key
        return self._desk.session.threads.root(key) if self._desk and key else key

    @property
    def in_talk(self) -> bool:
        """Whether others have a part in what keys act on."""
        if self._desk is None:
            return False
        from readerapp.reading.threads import is_shared

        return is_shared(self._desk.thread(self._chosen()))

    def show_note(self) -> None:
        """Show the note, or where a reply goes, of what keys act on."""
        row = self.desk.row(self.focused_key) or self.desk.document_note()
        self.notes.show(row, self.desk.thread(row.key) if row else None)
