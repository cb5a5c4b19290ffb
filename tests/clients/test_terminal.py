"""What a run shows on a terminal while it is under way, and that it shows it nowhere else."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import threading
import time

PAGE = """\
---
title: Ropemaker
kind: role
---

# Ropemaker

A ropemaker lays rope.

## Ropemaker

| Skill | Level | Description |
|-------|-------|-------------|
"""
ROW = "| Splicing {number} | Working | You can:<br>- join two ends of a rope<br>- whip the end of a strand |\n"
BAR = b"checking ["
PATIENCE = 0.5


def on_terminal(framelint, folder, *arguments) -> tuple[bytes, float]:
    """What reaches a terminal on standard error, and how many seconds the run took."""
    ours, theirs = pty.openpty()
    shown = []

    def read():
        # Linux answers with an error once nobody holds the other side.
        try:
            while piece := os.read(ours, 65536):
                shown.append(piece)
        except OSError:
            pass

    reader = threading.Thread(target=read)
    reader.start()
    begun = time.monotonic()
    command = [framelint, "check", *arguments]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    took = time.monotonic() - begun
    os.close(theirs)
    reader.join()
    os.close(ours)
    return b"".join(shown), took


def long_framework(framelint, folder):
    """Grows a framework until checking it takes so long that a bar is due; gives what was shown."""
    page = folder / "page-0.md"
    for size in (500, 2_000, 8_000, 32_000):
        page.write_text(PAGE + "".join(ROW.format(number=number) for number in range(size)))
        for copy in range(1, 30):
            link = folder / f"page-{copy}.md"
            if not link.exists():
                os.link(page, link)
        shown, took = on_terminal(framelint, folder, "--statistics")
        if took > 6 * PATIENCE:
            return shown
    raise AssertionError("nothing takes long")


def test_a_long_run_shows_how_far_it_is_on_a_terminal_and_nowhere_else(framelint, tmp_path):
    shown = long_framework(framelint, tmp_path)
    assert BAR in shown
    # It is taken away again: the last thing that is done to its line is to clear it.
    assert shown.rstrip().endswith(b"\x1b[2K")

    shown, _ = on_terminal(framelint, tmp_path, "--quiet")
    assert shown == b""
    ran = subprocess.run([framelint, "check", "--statistics"], cwd=tmp_path, capture_output=True)
    assert ran.stderr == b""


def test_a_short_run_shows_no_bar(framelint, tmp_path):
    (tmp_path / "page.md").write_text(PAGE + ROW.format(number=1))
    shown, _ = on_terminal(framelint, tmp_path, "--statistics")
    assert shown == b""


class Watched:
    """`framelint check --watch` on a terminal of its own."""

    def __init__(self, framelint, folder):
        self.ours, theirs = pty.openpty()
        command = [framelint, "check", "--watch", "--format", "short"]
        environment = {**os.environ, "TERM": "xterm"}

        def of_its_own() -> None:
            """A session with the terminal in charge of it: only then does Ctrl+C reach it, and only where it is not ignored from the start."""
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        self.running = subprocess.Popen(
            command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
            preexec_fn=of_its_own,
        )  # fmt: skip
        os.close(theirs)
        self.shown = b""

    def next_screen(self) -> str:
        """What is shown until it waits for changes."""
        end = b"Ctrl+C ends\r\n"
        while end not in self.shown:
            ready, _, _ = select.select([self.ours], [], [], 60)
            assert ready, self.shown
            self.shown += os.read(self.ours, 65536)
        screen, self.shown = self.shown.split(end, 1)
        assert screen.startswith(b"\x1b[2J"), screen
        return screen.decode()


def test_a_watched_framework_is_checked_after_every_kind_of_change_until_it_is_interrupted(framelint, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE + ROW.format(number=1))
    watched = Watched(framelint, tmp_path)
    assert "page.md" not in watched.next_screen()
    page.write_text(PAGE + ROW.format(number=1).replace("Working", "Workin"))
    assert "page.md:14:" in watched.next_screen()
    page.rename(tmp_path / "other.md")
    screen = watched.next_screen()
    assert "other.md:14:" in screen and "page.md" not in screen
    (tmp_path / "framelint.toml").write_text('rules = { unknown-skill-level = "off" }\n')
    assert "unknown-skill-level" not in watched.next_screen()
    (tmp_path / "framelint.toml").unlink()
    assert "other.md:14:" in watched.next_screen()
    (tmp_path / "other.md").unlink()
    assert "no documents" in watched.next_screen()
    os.write(watched.ours, b"\x03")
    # As a shell expects of a program that is interrupted.
    assert watched.running.wait(timeout=60) == -signal.SIGINT
    os.close(watched.ours)
