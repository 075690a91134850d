#!/usr/bin/env node
// The command line as a command of the shell, after `npm link`. JavaScript, since ts-node is to be told where its
// tsconfig.json is: the shell may be anywhere.
const path = require("node:path");

require("ts-node").register({ cwd: path.dirname(__dirname) });
require("./cli.ts");
