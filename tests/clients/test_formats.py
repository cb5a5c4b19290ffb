"""Every output format is read by a program that reads such output in earnest."""

import json
import subprocess

# What docs/output.md gives for Vim: `%v` because a column counts characters, not bytes.
ERRORFORMAT = r"%f:%l:%v:\ %t%*[a-z]\ %m"

ROLE = """\
---
title: Café chef
kind: role
---

# Café chef

A chef looks after the café.

## Café chef

| Skill | Level | Description |
|-------|-------|-------------|
| Crème brûlée | Awarenes | You can:<br>- burn sugar |
"""


def test_vim_finds_the_place_of_each_line_of_the_short_format(check, tmp_path):
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles/café: chef.md").write_text(ROLE, encoding="utf-8")
    short = check(tmp_path, "--format", "short")
    (tmp_path / "found.log").write_text(short, encoding="utf-8")
    script = [
        "set encoding=utf-8 nomore",
        f"set errorformat={ERRORFORMAT}",
        "cfile found.log",
        "call writefile([json_encode(getqflist()), expand('%:.'), "
        "getline('.')[col('.') - 1 :]], 'read.log')",
        "qall!",
    ]
    commands = [part for command in script for part in ("-c", command)]
    subprocess.run(
        ["vim", "-u", "NONE", "-i", "NONE", "-n", "-es", *commands], cwd=tmp_path, timeout=60
    )
    entries, file, text = (tmp_path / "read.log").read_text(encoding="utf-8").splitlines()
    [entry] = json.loads(entries)
    assert (entry["valid"], entry["lnum"], entry["type"]) == (1, 14, "e")
    assert entry["text"].startswith("unknown-skill-level: `Awarenes` is not a skill level")
    assert file == "roles/café: chef.md"
    assert text.startswith("Awarenes |")
