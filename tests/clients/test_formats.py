"""Every output format is read by a program that reads such output in earnest."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import cmarkgfm
import junitparser
import pytest

from conftest import FIXTURES

HARBOUR = FIXTURES / "frameworks/harbour-with-defects"
CLEAN = FIXTURES / "frameworks/harbour"

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

# What is text in a document and could be something else in a report: markup, ends of values, control and forbidden characters.
NASTY = ROLE.replace(
    "Awarenes ",
    "<b>Awa</b>\\|*x*\\|](1) {0} 100%, a: b ]]> &amp; \x1b[31m\x07 \ufffe \u202e \"q\" '' @me ``",
)
NASTY_NAME = "roles/a #1 100% [x](y), it's: <café> \u202e&`.md"


@pytest.fixture
def odd(tmp_path):
    """A folder whose one document has an odd name and odd words in it."""
    (tmp_path / "roles").mkdir()
    (tmp_path / NASTY_NAME).write_text(NASTY, encoding="utf-8")
    return tmp_path


@pytest.fixture(params=["defects", "odd", "clean", "unreadable", "empty"])
def folder(request, tmp_path):
    """Folders of every sort; a format has to be valid for each."""
    if request.param == "defects":
        return HARBOUR
    if request.param == "clean":
        return CLEAN
    if request.param == "odd":
        return request.getfixturevalue("odd")
    if request.param == "unreadable":
        (tmp_path / "role.md").write_text(ROLE, encoding="utf-8")
        (tmp_path / "bytes.md").write_bytes(b"# A \xff\xfe\n")
        (tmp_path / "framelint.toml").write_text("no = such\n")
    return tmp_path


@pytest.fixture
def report(framelint):
    """What `framelint check` prints in a format, and the findings as the JSON format has them, however the run ended."""

    def report(folder: Path, output_format: str) -> tuple[str, list[dict]]:
        def run(name: str) -> tuple[int, str]:
            arguments = [framelint, "check", "--format", name]
            ran = subprocess.run(arguments, cwd=folder, capture_output=True, encoding="utf-8")
            return ran.returncode, ran.stdout

        code, out = run(output_format)
        code_of_json, findings = run("json")
        assert code == code_of_json, "the exit code does not depend on the format"
        return out, json.loads(findings)["findings"]

    return report


def node(node_modules: Path, script: str, text: str) -> str:
    """Runs a script of this folder beside the npm packages that it imports."""
    copy = node_modules.parent / script
    shutil.copyfile(Path(__file__).with_name(script), copy)
    return subprocess.run(
        ["node", copy], input=text, capture_output=True, encoding="utf-8", check=True
    ).stdout


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


def test_sarif_follows_the_schema_and_the_rules_of_microsofts_validator(report, folder, node_modules, tmp_path):
    sarif, findings = report(folder, "sarif")
    log = json.loads(sarif)
    [run] = log["runs"]
    assert len(run["results"]) == len(findings)
    tool = node_modules / "@microsoft/sarif-multitool-linux"
    schema = tool / "sarif-2.1.0.json"
    file = tmp_path / "found.sarif"
    file.write_text(sarif, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, file]
    checked = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert checked.returncode == 0, checked.stdout

    # npm does not say that it is a program.
    program = tool / "Sarif.Multitool"
    program.chmod(0o755)
    verdict = tmp_path / "verdict.sarif"
    arguments = ["validate", file, "--json-schema", schema, "--rule-kind", "Sarif;Ghas"]
    arguments += ["--level", "Error;Warning", "--output", verdict]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_BUNDLE_EXTRACT_BASE_DIR": str(tmp_path)}
    validated = subprocess.run(
        [program, *arguments], capture_output=True, encoding="utf-8", env=environment
    )
    assert validated.returncode == 0, validated.stdout
    [verdict] = json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]
    problems = {result["ruleId"] for result in verdict["results"]}
    # There is no page about framelint that the log could name.
    assert problems <= {"SARIF2005"}, validated.stdout


def test_sarif_names_places_that_can_be_opened(report, odd):
    sarif, findings = report(odd, "sarif")
    [run] = json.loads(sarif)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    for result, finding in zip(run["results"], findings, strict=True):
        [place] = [location["physicalLocation"] for location in result["locations"]]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
        path = unquote(place["artifactLocation"]["uri"])
        assert path == finding["path"]
        # Python counts as SARIF is told to: in code points.
        lines = (odd / path).read_text(encoding="utf-8").split("\n")
        region = place["region"]
        assert region["startLine"] == region["endLine"]
        words = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        start, end = finding["start"]["offset"], finding["end"]["offset"]
        assert words.encode() == (odd / path).read_bytes()[start:end]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding["rule"]
        assert "](1)" not in result["message"]["text"].replace("\\](1)", "")


def test_a_sarif_fix_makes_what_framelint_would(report, framelint, tmp_path):
    (tmp_path / "role.md").write_text("\ufeff" + ROLE, encoding="utf-8")
    sarif, _ = report(tmp_path, "sarif")
    lines = (tmp_path / "role.md").read_text(encoding="utf-8-sig").split("\n")
    for result in json.loads(sarif)["runs"][0]["results"]:
        for fix in result.get("fixes", []):
            assert fix["properties"]["safe"]
            [change] = fix["artifactChanges"]
            [replacement] = change["replacements"]
            region = replacement["deletedRegion"]
            line = lines[region["startLine"] - 1]
            text = replacement["insertedContent"]["text"]
            lines[region["startLine"] - 1] = (
                line[: region["startColumn"] - 1] + text + line[region["endColumn"] - 1 :]
            )
    subprocess.run([framelint, "check", "--fix"], cwd=tmp_path, capture_output=True)
    assert "\n".join(lines) == (tmp_path / "role.md").read_text(encoding="utf-8-sig")
    assert "Awareness" in "\n".join(lines)


def unescaped(text: str) -> str:
    """What the runner makes of a value (`ActionCommand` in its sources): the percent sign last."""
    for escape, character in [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]:
        text = text.replace(escape, character)
    return text


def test_annotations_are_what_githubs_own_package_writes(report, folder, node_modules):
    out, findings = report(folder, "github")
    annotations = []
    names = {"line": "startLine", "col": "startColumn"}
    for line, finding in zip(out.splitlines(), findings, strict=True):
        _, command, message = line.split("::", 2)
        command, properties = command.split(" ", 1)
        properties = dict(pair.split("=", 1) for pair in properties.split(","))
        start, end = finding["start"], finding["end"]
        expected = {"title": finding["rule"], "line": str(start["line"]), "endLine": str(end["line"])}
        if start["line"] == end["line"]:
            expected |= {"col": str(start["column"]), "endColumn": str(end["column"])}
        assert {**properties, "file": unescaped(properties["file"])} == {**expected, "file": finding["path"]}
        properties = {names.get(name, name): unescaped(value) for name, value in properties.items()}
        annotations.append(
            {"command": command, "properties": properties, "message": unescaped(message)}
        )
    assert node(node_modules, "render_annotations.mjs", json.dumps(annotations)) == out


def test_gitlab_gets_the_keys_that_it_documents(report, folder):
    out, findings = report(folder, "gitlab")
    issues = json.loads(out)
    for issue, finding in zip(issues, findings, strict=True):
        if finding["message"].isprintable():
            assert issue["description"] == finding["message"]
        assert issue["check_name"] == finding["rule"]
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"] == finding["path"]
        assert issue["location"]["lines"]["begin"] == finding["start"]["line"]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_junit_is_read_as_test_results(report, folder, tmp_path):
    out, findings = report(folder, "junit")
    file = tmp_path / "junit.xml"
    file.write_text(out, encoding="utf-8")
    suites = junitparser.JUnitXml.fromfile(str(file))
    cases = [case for suite in suites for case in suite]
    if not findings:
        [case] = cases
        assert case.is_passed or case.is_skipped
        return
    assert suites.tests == len(findings) == len(cases)
    assert suites.failures + suites.errors == len(findings)
    assert len({(case.classname, case.name) for case in cases}) == len(cases)
    for case, finding in zip(cases, findings, strict=True):
        [result] = case.result
        about_input = finding["rule"] in ("unreadable-file", "invalid-configuration", "invalid-schema")
        assert isinstance(result, junitparser.Error if about_input else junitparser.Failure)
        assert result.type == finding["severity"]
        assert f":{finding['start']['line']}:" in result.text
        assert case.name.startswith(f"{finding['rule']}: ")


def test_checkstyle_is_read_by_a_review_tool(report, folder, node_modules):
    out, findings = report(folder, "checkstyle")
    violations = json.loads(node(node_modules, "read_checkstyle.cjs", out))
    for violation, finding in zip(violations, findings, strict=True):
        assert (violation["line"], violation["column"]) == (
            finding["start"]["line"],
            finding["start"]["column"],
        )
        assert violation["severity"] == finding["severity"]
        if finding["message"].isprintable():
            assert violation["message"] == finding["message"]
        if finding["path"].isprintable():
            assert violation["file"] == finding["path"]


class Page(HTMLParser):
    """The elements of a page, and the text of each list item and each row."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: set[str] = set()
        self.pieces: list[str] = []
        self.cells: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("li", "h3"):
            self.pieces.append("")
        elif tag == "tr":
            self.cells.append(0)
        elif tag in ("td", "th"):
            self.cells[-1] += 1

    def handle_data(self, data):
        if self.pieces:
            self.pieces[-1] += data


def test_githubs_renderer_shows_the_markdown_as_it_is_meant(report, folder):
    out, findings = report(folder, "markdown")
    html = cmarkgfm.github_flavored_markdown_to_html(out, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    page = Page(html)
    known = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code", "br"}
    assert page.tags <= known, page.tags - known
    assert set(page.cells) <= {4}
    pieces = iter(page.pieces)
    path = None
    for finding in findings:
        if finding["path"] != path:
            path = finding["path"]
            heading = next(pieces).strip()
            assert heading == path or not path.isprintable()
        item = next(pieces)
        start = finding["start"]
        assert item.startswith(f"{start['line']}:{start['column']} {finding['severity']} ")
        message = finding["message"].replace("`", "")
        if message.isprintable():
            assert message[1:] in item.replace("`", "")
    assert next(pieces, None) is None


def test_jq_like_readers_take_the_json_formats(report, folder):
    lines, findings = report(folder, "json-lines")
    assert [json.loads(line) for line in lines.splitlines()] == findings
