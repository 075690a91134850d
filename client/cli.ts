#!/usr/bin/env node
import { named } from "../packages/terminal";
import { runWorkflows } from "./commandLine";
import { MESSENGER, messenger } from "./commandLine/commands/messenger";

void runWorkflows("sfn-workflows", [named("messenger", MESSENGER, messenger)]);
