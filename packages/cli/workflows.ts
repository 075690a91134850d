#!/usr/bin/env node
import { runWorkflows } from "../../client/commandLine";
import { named } from "../terminal";
import { DEV, dev } from "./dev";
import { DIAGRAMS, diagrams } from "./diagrams/diagrams";
import { POLICIES, policies } from "./policies/policies";

void runWorkflows("sfn-workflows-local", [
  named("dev", DEV, dev),
  named("diagrams", DIAGRAMS, diagrams),
  named("policies", POLICIES, policies),
]);
