#!/usr/bin/env node
import { runWorkflows } from "../../client/commandLine";
import { named } from "../terminal";
import { DEV, dev } from "./dev";

void runWorkflows("sfn-workflows-local", [named("dev", DEV, dev)]);
