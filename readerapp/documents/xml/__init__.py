"""Books, plays and articles in XML: TEI, FictionBook, JATS and DocBook."""
