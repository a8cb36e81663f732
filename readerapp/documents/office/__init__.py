"""What DOCX, ODT and RTF share: blocks, comments, tracked changes and what is left out."""
