"""git as a subprocess: commit, fetch, merge and push a folder of annotation files.

A message of git that concerns the person becomes one sentence. A merge never leaves conflict
markers: annotation files of both sides are merged here by annotation, in the same way as the
merge driver does when somebody merges by hand.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from readerapp.collaboration.sync import git_folder
from readerapp.core.errors import ReaderError

SUFFIX = ".annotations"
"""The suffix of annotation files."""

ATTRIBUTES = ".gitattributes"
_ATTRIBUTE = f"*{SUFFIX} merge=readerapp -text"
_PRIVATE = "0600"
"""The value of core.sharedRepository for a folder that only its owner can use."""

_GIT_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
)
_REMOTE_UNREADABLE = "fatal: Could not read from remote repository"
_REJECTIONS = ("[rejected]", "[remote rejected]", "fetch first", "non-fast-forward", "lock ref")

Merge = Callable[[str, str], str]
"""A function that merges two annotation files. Each may be empty."""


class GitError(ReaderError):
    """A git command that failed; the message says what could not be done."""


@dataclass(frozen=True, slots=True)
class GitResult:
    """The result of a git command: exit code, standard output and messages."""

    code: int
    out: bytes
    err: str

    @property
    def message(self) -> str:
        """Return the most informative line of the messages.

        It is the last line that names an error, or else the last line. If git could not read from
        the remote, it is the line before that message, which comes from SSH.
        """
        lines = [line.strip() for line in self.err.splitlines() if line.strip()]
        unread = [n for n, line in enumerate(lines) if line.startswith(_REMOTE_UNREADABLE)]
        if unread and unread[0]:
            last = lines[unread[0] - 1].removeprefix("ssh:")
        else:
            telling = [line for line in lines if line.startswith(("fatal:", "error:", "!", "ssh:"))]
            last = (telling or lines or [f"it ended with status {self.code}"])[-1]
        return last.removeprefix("fatal:").removeprefix("error:").strip(" .")


class Repository:
    """A folder under git."""

    def __init__(self, folder: Path, who: str, device: str) -> None:
        """Set the folder, and the name and device that sign commits if git has no name set."""
        self.folder = folder
        self._private = True
        self._safe_directory: list[str] = []
        self._device = device
        self.sign_as(who)

    def sign_as(self, who: str) -> None:
        """Set the name that signs commits if git has no name set."""
        address = f"{self._device}@readerapp.invalid"
        self._signature = ["-c", f"user.name={who}", "-c", f"user.email={address}"]

    def git(self, *arguments: str, stdin: str | None = None, failure: str = "") -> GitResult:
        """Run a git command in the folder.

        Args:
            *arguments: The arguments of git.
            stdin: The standard input; None for an empty one.
            failure: The beginning of the error message. "" means that a failure is not an error.

        Raises:
            GitError: git is not installed; or the command failed and `failure` is not empty.
        """
        environment = {k: v for k, v in os.environ.items() if k not in _GIT_VARIABLES}
        environment |= {"LC_ALL": "C", "GIT_EDITOR": "true", "GIT_MERGE_AUTOEDIT": "no"}
        if not sys.stdin or not sys.stdin.isatty():
            environment["GIT_TERMINAL_PROMPT"] = "0"
        # git must fail, and not wait, where it would have to ask a person.
        signing, renames = ("-c", "commit.gpgsign=false"), ("-c", "merge.renames=false")
        command = ["git", *self._safe_directory, *signing, *renames, *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - a list of words, no shell
                command,
                cwd=self.folder,
                env=environment,
                input=None if stdin is None else stdin.encode(),
                stdin=subprocess.DEVNULL if stdin is None else None,
                capture_output=True,
                check=False,
                umask=self._umask if arguments[0] != "push" else -1,
            )
        except FileNotFoundError:
            raise GitError("git is not installed; install it to sync.") from None
        result = GitResult(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
        if failure and result.code:
            raise GitError(f"{failure}: {result.message}.")
        return result

    def text(self, *arguments: str) -> str:
        """Return the output of a command without the last newline; "" if it fails."""
        result = self.git(*arguments)
        return "" if result.code else result.out.decode("utf-8", "replace").strip("\n")

    # Setting up

    def prepare(self, remote: str = "") -> None:
        """Make the folder a repository with the merge driver for annotation files.

        Args:
            remote: The address to set as the remote `origin`; "" leaves the remotes as they are.

        Raises:
            ReaderError: The folder cannot become a repository, it contains something that git must
                not follow, no branch is checked out, or another git operation such as a rebase is
                unfinished.
        """
        failure = f"{self.folder} cannot be made a git repository"
        attributes = self.folder / ATTRIBUTES
        if git_folder.is_repository(self.folder):
            git_folder.exists(attributes)
        else:
            git_folder.make(self.folder)
            git_folder.exists(attributes)
            shared = ["--shared=group"] if git_folder.is_for_a_group(self.folder) else []
            self.git("init", "-q", "-b", "main", *shared, failure=failure)
            self.git("config", "core.symlinks", "false")
        self._restrict_access()
        if remote:
            known = "origin" in self.text("remote").split()
            change = ("set-url",) if known else ("add",)
            self.git("remote", *change, "origin", remote, failure=failure)
            self._check_out_default_branch()
        driver = shlex.join([sys.executable, "-P", "-m", "readerapp.interchange.git_merge_driver"])
        self.git("config", "merge.readerapp.name", "annotations, field by field")
        self.git("config", "merge.readerapp.driver", f"{driver} %A %B", failure=failure)
        rules = git_folder.read(attributes)  # as bytes: the file may have any encoding
        if _ATTRIBUTE.encode() not in map(bytes.strip, rules.split(b"\n")):
            end = b"\n" if rules and not rules.endswith(b"\n") else b""
            git_folder.write(attributes, b"%b%b%b\n" % (rules, end, _ATTRIBUTE.encode()))
        for name in ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "BISECT_LOG"):
            if (self.folder / ".git" / name).exists():
                raise GitError(
                    f"A git merge or rebase is unfinished in {self.folder}; finish it first."
                )
        if not self.branch:
            raise GitError(
                f"{self.folder} is on no branch; check one out, for example: git switch main"
            )

    @property
    def _umask(self) -> int:
        """Return the umask for git; -1 for the umask of the person."""
        if self._safe_directory:
            return 0o007
        return 0o077 if self._private else -1

    def _restrict_access(self) -> None:
        """Make `.git` private, whatever the umask, unless it was set up to be shared."""
        if git_folder.is_for_a_group(self.folder):
            # Another member of the group may own it. git refuses such a folder unless it is
            # listed as safe.
            self._safe_directory = ["-c", f"safe.directory={self.folder}"]
        setting = self.text("config", "core.sharedRepository")
        unset = setting in ("", "false", "umask")
        self._private = (unset or setting == _PRIVATE) and not git_folder.is_shared(self.folder)
        if self._private:
            git_folder.make_private(self.folder, SUFFIX)
            if unset:  # then git keeps to it, also when somebody runs it by hand
                self.git("config", "core.sharedRepository", _PRIVATE)

    @property
    def readers(self) -> str:
        """Return who can read the folder besides its owner; "" if nobody can."""
        return git_folder.readers(self.folder)

    def _check_out_default_branch(self) -> None:
        """Check out the remote's default branch if there is no commit yet."""
        if self.text("rev-parse", "-q", "--verify", "HEAD"):
            return
        first, *_ = self.text("ls-remote", "--symref", "origin", "HEAD").split("\n")
        if first.startswith("ref: refs/heads/"):
            self.git("symbolic-ref", "HEAD", first.split()[1])
        if not self.fetch() and self.text("rev-parse", "-q", "--verify", self._upstream):
            self.git("checkout", "-q", "-B", self.branch, self._upstream)

    @property
    def branch(self) -> str:
        """Return the branch that is checked out; "" if there is none."""
        return self.text("symbolic-ref", "-q", "--short", "HEAD")

    @property
    def remote(self) -> str:
        """Return the name of the remote to share through; "" if there is none."""
        remotes = self.text("remote").split()
        chosen = self.text("config", f"branch.{self.branch}.remote")
        for name in (chosen, "origin", *remotes):
            if name in remotes:
                return name
        return ""

    @property
    def _upstream(self) -> str:
        return f"refs/remotes/{self.remote}/{self.branch}"

    # Committing and merging

    def commit(self, names: Iterable[str], message: str) -> bool:
        """Commit these files as they are; return True if there was anything to commit.

        Raises:
            GitError: git refuses.
        """
        listed = "\0".join(names)
        failure = f"The annotations could not be committed in {self.folder}"
        paths = ("--pathspec-from-file=-", "--pathspec-file-nul")
        self.git("add", "-f", *paths, stdin=listed, failure=failure)
        if self.git("diff", "--cached", "--quiet").code == 0:
            return False
        self.git(
            *self._signature_options,
            "commit",
            "-q",
            "-m",
            message,
            *paths,
            stdin=listed,
            failure=failure,
        )
        return True

    @property
    def _signature_options(self) -> list[str]:
        return [] if self.text("config", "user.email") else self._signature

    def fetch(self) -> str:
        """Fetch from the remote; return "", or the reason why it cannot be reached."""
        # --prune: removes the branches of an earlier remote that had the same name.
        result = self.git("fetch", "-q", "--prune", self.remote)
        return result.message if result.code else ""

    def fetched_names(self) -> list[str]:
        """Return the names of the files that were fetched."""
        return self.text("ls-tree", "--name-only", "-z", self._upstream).split("\0")

    def merge(self, merge: Merge) -> dict[str, str]:
        """Merge what was fetched.

        Args:
            merge: The function for annotation files that both sides changed.

        Returns:
            What had to be renamed because an annotation file of others needs its name: a sentence
            for each such name.

        Raises:
            GitError: Another file was changed on both sides, or is in the way. Nothing has changed.
        """
        if not self.text("rev-parse", "-q", "--verify", self._upstream):
            return {}
        renamed: dict[str, str] = {}
        result = self._merge_upstream()
        if result.code and not self._merging:
            renamed = git_folder.clear_names(self.folder, SUFFIX)
            result = self._merge_upstream() if renamed else result
        if result.code and not self._merging:
            raise GitError(
                f"The changes of others could not be merged in {self.folder}: {result.message}."
            )
        self.finish_merge(merge)
        return renamed

    def _merge_upstream(self) -> GitResult:
        # The merge driver would start one process for each file; `finish_merge` merges them all.
        driver = ("-c", "merge.readerapp.driver=false")
        options = ("-q", "--no-edit", "--allow-unrelated-histories")
        return self.git(*self._signature_options, *driver, "merge", *options, self._upstream)

    def finish_merge(self, merge: Merge) -> None:
        """Finish a merge that stopped at conflicts, if there is one.

        Raises:
            GitError: A file that is not an annotation file was changed on both sides; the merge is
                aborted.
        """
        if not self._merging:
            return
        unmerged = self.text("diff", "--name-only", "--diff-filter=U", "-z").split("\0")
        names = sorted({name for name in unmerged if name})
        foreign = [n for n in names if not n.endswith(SUFFIX) and n != ATTRIBUTES]
        if foreign:
            self.git("merge", "--abort")
            sentence = f"{foreign[0]} in {self.folder} was changed here and by others"
            raise GitError(f"{sentence}; run `git pull` there and resolve it, then sync again.")
        stages = self._blobs([f":{stage}:{name}" for name in names for stage in (2, 3)])
        for number, name in enumerate(names):
            ours, theirs = stages[2 * number], stages[2 * number + 1]
            both = _union(ours, theirs) if name == ATTRIBUTES else merge(ours, theirs)
            git_folder.write(self.folder / name, both)
        listed = "\0".join(names)
        failure = f"The merge could not be finished in {self.folder}"
        if names:
            paths = ("--pathspec-from-file=-", "--pathspec-file-nul")
            self.git("add", "-f", *paths, stdin=listed, failure=failure)
        self.git(*self._signature_options, "commit", "-q", "--no-edit", failure=failure)

    @property
    def _merging(self) -> bool:
        return (self.folder / ".git" / "MERGE_HEAD").exists()

    def _blobs(self, names: Sequence[str]) -> list[str]:
        """Return the contents of git objects with one command; "" for one that does not exist."""
        data = self.git("cat-file", "--batch", stdin="".join(f"{n}\n" for n in names)).out
        found = []
        at = 0
        for _ in names:
            end = data.index(b"\n", at)
            head = data[at:end].split()
            at = end + 1
            if head[-1] == b"missing":
                found.append("")
                continue
            size = int(head[-1])
            found.append(data[at : at + size].decode("utf-8", "replace"))
            at += size + 1
        return found

    def push(self) -> str | None:
        """Push the commits.

        Returns:
            None if it succeeded, "" if others pushed first, otherwise the reason of the failure.
        """
        ours, theirs = (
            self.text("rev-parse", "-q", "--verify", n) for n in ("HEAD", self._upstream)
        )
        if ours == theirs:  # nothing to push: save a second connection
            return None
        branch = f"refs/heads/{self.branch}"
        result = self.git("push", "-q", self.remote, f"HEAD:{branch}")
        if not result.code:
            return None
        return "" if any(word in result.err for word in _REJECTIONS) else result.message


def is_remote(address: str) -> bool:
    """Return True if `address` is a git remote, and not a folder to work in.

    A bare repository on this machine is a remote.
    """
    path = Path(address).expanduser()
    if (path / "HEAD").is_file() and (path / "objects").is_dir():
        return True  # a bare repository
    host, colon, _ = address.partition(":")
    return not path.exists() and ("://" in address or bool(colon and host and "/" not in host))


def _union(ours: str, theirs: str) -> str:
    lines = dict.fromkeys([*ours.splitlines(), *theirs.splitlines()])
    return "".join(f"{line}\n" for line in lines)
