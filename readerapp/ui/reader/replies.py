"""Replies and threads: reply, resolve, show resolved replies, and the thread in the notes panel."""

from __future__ import annotations

from readerapp.ui.reader.marking import MarkingActions

# The threads module is imported on first use, so that the first page does not wait for it.


class ReplyingActions(MarkingActions):
    """Actions of the reader screen that reply and resolve."""

    def action_reply(self) -> None:
        """Reply in the thread of the highlight or the reply here."""
        self.attempt(lambda: self._write(self._existing().key, fresh=True))

    def action_resolve(self) -> None:
        """Resolve the reply here, or all replies to the highlight; or reopen them."""

        def resolve() -> None:
            change = self.list_model.session.set_resolved(self._existing().key)
            self.apply_change(change)
            if self.list_model.place(self.focused_key or "") is None:
                self.focus_annotation(
                    self.passage_key
                )  # the reply is hidden now and cannot keep the focus
            if self.list_model.hidden and not self.unsaved:
                shows = self.app.key("resolved")  # type: ignore[attr-defined]
                self.say(f"{change.sentence} ({shows} shows it)")

        self.attempt(resolve)

    def action_resolved(self) -> None:
        """Switch between listing and hiding resolved replies."""

        def show() -> None:
            shown = self.list_model.show_resolved()
            self.filter_list(self.list_model.query)
            self.say("Resolved replies are listed" if shown else "Resolved replies are hidden")

        self.attempt(show)

    def end_note(self, key: str | None) -> None:
        """Finish a note that was edited.

        A conflict is shown in the status line. A reply without text is deleted.

        Args:
            key: id of the annotation; None if it has none yet.
        """
        session = self.list_model.session
        if conflict := session.conflict_in(key):
            self.say(conflict, warning=True)
        elif key and key in session.threads and not session.get(key).annotation.note.strip():
            self.apply_change(session.delete(key))

    @property
    def passage_key(self) -> str | None:
        """Return the id of the highlight that keys act on, or whose reply they act on."""
        key = self.focused_key
        return self._list_model.session.threads.root(key) if self._list_model and key else key

    @property
    def in_talk(self) -> bool:
        """Return True if the thread that keys act on has replies or is by someone else."""
        if self._list_model is None:
            return False
        from readerapp.reading.threads import is_shared

        return is_shared(self._list_model.thread(self._chosen()))

    def show_note(self) -> None:
        """Show the note that keys act on, or where a reply to it goes."""
        row = self.list_model.row(self.focused_key) or self.list_model.document_note()
        self.notes_panel.show(row, self.list_model.thread(row.key) if row else None)
