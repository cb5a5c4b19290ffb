// Gives the workflow commands that GitHub's own package writes for the annotations on standard input.
import { error, notice, warning } from "@actions/core";
import { readFileSync } from "node:fs";

const commands = { error, notice, warning };
for (const { command, message, properties } of JSON.parse(readFileSync(0, "utf-8"))) {
  commands[command](message, properties);
}
