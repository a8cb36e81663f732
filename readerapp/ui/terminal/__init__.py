"""A diff renderer for terminals: sends the fewest bytes that update the screen.

Textual repaints whole regions: one line of scrolling sends 7 to 10 KB where `less` sends 130
bytes. On a slow link this is noticeable. This package works in these steps:

1. `driver` gets the output of Textual and passes each frame to `frame_parser`, which parses it
   into the target screen (`screen`: rows of cells).
2. `renderer` knows what the terminal shows already. It lets the terminal scroll the rows that
   only moved, and draws the other differences with the writer of `escape_sequences`, which tracks
   the cursor position and the style in force.
3. `output_thread` writes the result, never more than the terminal can take (flow control). If
   computing the output fails, it repaints the whole screen for each update from then on.

`input` parses the input of the terminal. Only `driver` and `input` know Textual, the others at most
the form of its frames.
"""
