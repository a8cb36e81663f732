"""Moving through a text, and what is found in it for the person who reads; knows no screen."""
