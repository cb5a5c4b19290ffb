// Reads a Checkstyle report on standard input as the plugin of Danger does.
const { readFileSync } = require("node:fs");
const { parseCheckstyle } = require("danger-plugin-lint-report/dist/parse/checkstyle_parser");
const { xml2js } = require("xml-js");

const report = xml2js(readFileSync(0, "utf-8"));
console.log(JSON.stringify(parseCheckstyle(report, "/no/such/root")));
