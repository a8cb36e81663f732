"""What is on the person's terminal, and the fewest bytes that turn it into what should be.

Textual repaints whole regions: one line of scrolling sends 7 to 10 KB where `less` sends 130
bytes, which a slow link feels. Here each frame of Textual is read (`frames`) into a picture of
the screen (`screen`, made of `cells` with `styles`); what the terminal shows already is known
(`shown`), and only the difference is sent (`diff`, with a `pen` that knows its place and style),
after rows that only moved have been moved by the terminal itself (`scroll`). What the terminal
can do is asked of terminfo (`abilities`). `outbox` sends it, and never more than it can take,
which `pace` finds out; should any of it fail, the screen is `repainted` from then on.

Nothing in here knows Textual but the form of its frames; `ui/driver.py` is where both meet.
"""
