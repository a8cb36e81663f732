"""RTF: Rich Text Format, from its tokens to paragraphs, lists and notes."""
