"""Forward `python -m readerapp.sharing.driver`, which users have in their git configuration."""
