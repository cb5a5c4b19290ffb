"""What a run shows on a terminal while it is under way, and that it shows it nowhere else."""

import os
import pty
import subprocess
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
