#!/usr/bin/env node
import { runWorkflows } from "../../client/commandLine";
import { named } from "../terminal";
import { DEV, dev } from "./dev";
import { DIAGRAMS, diagrams } from "./diagrams/diagrams";
import { IAM, iam } from "./iam/iam";
import { POLICIES, policies } from "./policies/policies";
import { PREVIEW, preview } from "./preview/command";

void runWorkflows("sfn-workflows-local", [
  named("dev", DEV, dev),
  named("preview", PREVIEW, preview),
  named("diagrams", DIAGRAMS, diagrams),
  named("policies", POLICIES, policies),
  named("iam", IAM, iam),
]);
