"""DOCX: Word documents, their package, numbering, notes, comments and tracked changes."""
