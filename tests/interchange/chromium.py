"""A real browser without a network: Chromium, controlled through pipes (DevTools protocol)."""

import fcntl
import json
import os
import shutil
import signal
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
WHY_NOT = "needs Chromium (Debian and Ubuntu: apt install chromium)"


class Page:
    """One page; `requests` are the addresses that the last opened document requested."""

    def __init__(self, folder: Path):
        self.requests = []
        self._loaded = set()
        self._id = 0
        self._early = b""
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # The browser reads its descriptor 3 and writes its descriptor 4; the copies are out of
        # the way of those two, whatever numbers the pipes have got.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_in, theirs_out)]
        command = [
            PROGRAM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-pipe",
            f"--user-data-dir={folder}",
            "about:blank",
        ]
        silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
        pipes = [(os.POSIX_SPAWN_DUP2, end, number) for number, end in enumerate(ends, 3)]
        environment = {**os.environ, "HOME": str(folder)}
        self._process = os.posix_spawn(
            PROGRAM, command, environment, file_actions=[*silent, *pipes], setpgroup=0
        )
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
        self._in, self._out = ours_in, ours_out
        [page] = [
            target
            for target in self._call("Target.getTargets")["targetInfos"]
            if target["type"] == "page"
        ]
        attach = {"targetId": page["targetId"], "flatten": True}
        self._session = {"sessionId": self._call("Target.attachToTarget", attach)["sessionId"]}
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", {"enabled": True})

    def open(self, path: Path):
        self.requests.clear()
        loader = self.call("Page.navigate", {"url": path.as_uri()})["loaderId"]
        while loader not in self._loaded:  # the empty page before may be heard of meanwhile
            self._read()

    def run(self, script: str):
        """Return the value of a JavaScript expression."""
        arguments = {"expression": script, "returnByValue": True}
        answer = self.call("Runtime.evaluate", arguments)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def call(self, method, parameters=None):
        return self._call(method, parameters, self._session)

    def _call(self, method, parameters=None, session=None):
        self._id += 1
        request = {"id": self._id, "method": method, "params": parameters or {}, **(session or {})}
        os.write(self._out, json.dumps(request).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._id:
                assert "error" not in answer, answer
                return answer["result"]

    def _read(self):
        while b"\0" not in self._early:
            piece = os.read(self._in, 65_536)
            assert piece, "the browser has ended"
            self._early += piece
        message, _, self._early = self._early.partition(b"\0")
        answer = json.loads(message)
        event, params = answer.get("method"), answer.get("params", {})
        if event == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event == "Page.lifecycleEvent" and params["name"] == "load":
            self._loaded.add(params["loaderId"])
        return answer

    def close(self):
        os.close(self._in)
        os.close(self._out)
        os.killpg(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)
