#!/usr/bin/env node
// Makes the folders of the npm packages; `npm pack` or `npm publish` does the rest.
//
//     build.mjs OUT                    OUT/framelint: the launcher, which depends on one package for each platform
//     build.mjs OUT TARGET PROGRAM     OUT/NAME: the package that holds PROGRAM, built for the Rust target TARGET
//
// Name, version and everything else that Cargo.toml says is taken from there.

import { execFileSync } from "node:child_process";
import { copyFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const platforms = JSON.parse(readFileSync(join(here, "platforms.json"), "utf8"));

function readCrate() {
  const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], { cwd: root });
  const { version, description, license, keywords } = JSON.parse(metadata).packages[0];
  return { version, description, license, keywords };
}

function writePackage(folder, manifest, files) {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
  for (const [from, to] of files) copyFileSync(from, join(folder, to));
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(join(root, licence), join(folder, licence));
}

function writeLauncher(out) {
  const crate = readCrate();
  const optionalDependencies = {};
  for (const { name } of Object.values(platforms)) optionalDependencies[`@framelint/${name}`] = crate.version;
  const manifest = {
    name: "framelint",
    ...crate,
    bin: { framelint: "bin/framelint.js" },
    engines: { node: ">=18" },
    optionalDependencies,
  };
  writePackage(join(out, "framelint"), manifest, [
    [join(here, "launcher.js"), "bin/framelint.js"],
    [join(root, "README.md"), "README.md"],
  ]);
}

function writePlatform(out, target, program) {
  const platform = platforms[target];
  if (!platform) throw new Error(`no package is made for the target ${target}: platforms.json lists those that are`);
  const { name, os, cpu, libc } = platform;
  const { version, license } = readCrate();
  const manifest = {
    name: `@framelint/${name}`,
    version,
    description: `framelint for ${target}`,
    license,
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    preferUnplugged: true, // the program has to be a file on disk, also under Yarn
  };
  const file = os === "win32" ? "bin/framelint.exe" : "bin/framelint";
  writePackage(join(out, name), manifest, [[program, file]]);
  chmodSync(join(out, name, file), 0o755);
}

const [out, target, program] = process.argv.slice(2);
if (!out || (target && !program)) {
  console.error("usage: build.mjs OUT [TARGET PROGRAM]");
  process.exit(2);
}
if (target) writePlatform(out, target, program);
else writeLauncher(out);
