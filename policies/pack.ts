import type { Policies } from "@pulumi/policy";
import * as access from "./access";
import * as alarms from "./alarms";
import * as deadLetters from "./deadLetters";
import * as encryption from "./encryption";
import * as exposure from "./exposure";
import { supportedRuntime } from "./functions";
import * as logging from "./logging";
import * as openness from "./openness";
import * as permissions from "./permissions";
import * as protection from "./protection";
import * as releases from "./releases";
import * as secrets from "./secrets";
import * as tasks from "./tasks";
import * as tracing from "./tracing";
import * as trust from "./trust";

/** Every policy of the pack, by subject. */
export const policies: Policies = [
  ...Object.values(permissions),
  ...Object.values(trust),
  ...Object.values(openness),
  ...Object.values(exposure),
  ...Object.values(secrets),
  ...Object.values(access),
  ...Object.values(encryption),
  ...Object.values(logging),
  ...Object.values(tracing),
  ...Object.values(tasks),
  ...Object.values(deadLetters),
  supportedRuntime,
  ...Object.values(protection),
  ...Object.values(releases),
  ...Object.values(alarms),
];
