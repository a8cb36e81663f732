"""A theme: dark blue, as a harbour at night."""

from readerapp.plugin import ThemeColours

HARBOUR = ThemeColours(
    dark=True,
    text="#dce6ee",
    background="#0f1c28",
    surface="#162735",
    panel="#1d3244",
    primary="#7fb8e0",
    secondary="#9ccf9a",
    accent="#e8c170",
    warning="#e8c170",
    error="#f08080",
    success="#9ccf9a",
    current_row="#23405a",
    highlights=(
        "#5f5100",
        "#1f5a2e",
        "#1d4a80",
        "#7a2f5d",
        "#7a4310",
        "#56378a",
        "#0f5a5a",
        "#7d2626",
    ),
    signs=(
        "#d8b800",
        "#4fb368",
        "#6aa6ee",
        "#e88cc0",
        "#e8964c",
        "#b294f0",
        "#3fb8b4",
        "#f08080",
    ),
)
