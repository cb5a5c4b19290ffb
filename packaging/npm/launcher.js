#!/usr/bin/env node
// Starts the program that the package for this platform holds, and ends as it ends.
"use strict";

const { spawn } = require("node:child_process");

function packageOfThisPlatform() {
  const isMusl =
    process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  return `@framelint/${process.platform}-${process.arch}${isMusl ? "-musl" : ""}`;
}

function findProgram() {
  const name = packageOfThisPlatform();
  const program = process.platform === "win32" ? "framelint.exe" : "framelint";
  try {
    return require.resolve(`${name}/bin/${program}`);
  } catch {
    console.error(
      `error: the npm package \`${name}\` is not installed, and it is what holds the program\n` +
        "help: if this platform has no such package, use `pip install framelint-cli` or `cargo install framelint`;\n" +
        "      otherwise install framelint again without `--omit=optional` (or `--no-optional`)",
    );
    // As when the program itself could not do what it was asked for.
    process.exit(2);
  }
}

// Listens before there is a child, so that no signal can end the launcher and leave the program behind.
let child;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`error: framelint cannot be started: ${error.message}`);
  process.exitCode = 2;
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else {
    process.exitCode = code;
  }
});
