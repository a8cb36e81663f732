"""E-mail: letters, mailboxes, and web pages that a browser saved as a letter.

`headers` and `head` read header fields, `entity` finds the parts of a message, `transfer` decodes
them, `alternatives` chooses among several forms of the same words, `letter` writes a message with
its parts, `plain_body` its plain text, `signature` unpacks one that is packed into its signature,
`senders` says who wrote what, and `mailbox` opens the files.

The parser is our own: the standard library's takes seconds for a crafted header of some kilobytes,
accepts any codec of Python as an encoding, is many times slower, and what it finds illegal is no
part. People send what is illegal every day.

Sources: RFC 5322 (messages), RFC 2045, 2046 and 2231 (parts and their parameters), RFC 2047
(encoded words), RFC 3676 (format=flowed), RFC 1896 (text/enriched), RFC 4155 (mbox), RFC 2557
(pages with their pictures).
"""
