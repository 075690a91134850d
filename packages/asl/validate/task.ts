import { integrationName, isIntegration, parseTaskResource } from "../taskResource";
import { type IntegrationRules, integrations } from "./integrations";
import { isExpression } from "./jsonata";
import type { Check } from "./schema";
import { at, fail, isObject, quote, type Site } from "./site";

/** What holds between the fields of a Task. */
export const taskRules: Check = (value, site) => {
  if (!isObject(value)) return;
  checkHeartbeat(value, site);
  const resource = parseTaskResource(value.Resource);
  if (!isIntegration(resource)) return;
  const name = integrationName(resource);
  const field = site.language === "JSONPath" ? "Parameters" : "Arguments";
  const given = value[field];
  const there = at(site, `/${field}`);
  const known = Object.hasOwn(integrations, name) ? integrations[name] : undefined;
  if (known) checkArguments(name, known, given, there);
  if (name === "http:invoke") checkConnection(given, there);
  if (resource.pattern === "waitForTaskToken" && !passesToken(given, site)) {
    const token =
      site.language === "JSONPath"
        ? "a field '….$' with '$$.Task.Token'"
        : "'{% $states.context.Task.Token %}'";
    const message = `'${value.Resource}' waits for its task token, but does not pass it on: put ${token} into ${field}`;
    site.report.add("ERROR", "MISSING_TASK_TOKEN", message, there.location);
  }
};

function checkHeartbeat(task: Record<string, unknown>, site: Site): void {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = task;
  if (typeof heartbeat === "number" && typeof timeout === "number" && heartbeat >= timeout) {
    fail(
      at(site, "/HeartbeatSeconds"),
      `HeartbeatSeconds must be smaller than TimeoutSeconds (${timeout}), got ${heartbeat}`,
    );
  }
}

function checkArguments(name: string, known: IntegrationRules, given: unknown, site: Site): void {
  if (site.report.unknown(given) || (given !== undefined && !isObject(given))) return;
  const { required = [], oneOf = [], optional } = known;
  const names = Object.entries(given ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([field]) => (site.language === "JSONPath" ? field.replace(/\.\$$/, "") : field));
  const missing = (what: string): void =>
    site.report.add(
      "ERROR",
      "MISSING_ARGUMENT",
      `${what} required by ${name} but missing; given: [${names.join(", ")}]`,
      site.location,
    );
  for (const field of required) if (!names.includes(field)) missing(`The field '${field}' is`);
  if (oneOf.length > 0 && !oneOf.some((field) => names.includes(field)))
    missing(`One of the fields [${oneOf.join(", ")}] is`);
  if (!optional) return;
  const allowed = [...required, ...oneOf, ...optional];
  for (const field of names.filter((each) => !allowed.includes(each))) {
    const message = `The field '${field}' is not supported by ${name}; there are [${allowed.join(", ")}]`;
    site.report.add("ERROR", "UNKNOWN_ARGUMENT", message, site.location);
  }
}

const connectionArn = /^arn:[\w-]+:events:[\w-]+:\d{12}:connection\/[^/]+(\/[^/]+)?$/;

/** The EventBridge connection of an HTTP Task ({@link https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html}). */
function checkConnection(given: unknown, site: Site): void {
  if (site.report.unknown(given) || !isObject(given)) return;
  for (const field of ["Authentication", "InvocationConfig"]) {
    const holder = given[field];
    if (site.report.unknown(holder) || !isObject(holder)) continue;
    const arn = holder.ConnectionArn;
    if (arn === undefined || site.report.unknown(arn)) continue;
    if (typeof arn === "string" && (connectionArn.test(arn) || isExpression(arn))) continue;
    fail(
      at(site, `/${field}/ConnectionArn`),
      `Value is not a valid connection ARN, got ${quote(arn)}; allowed: arn:aws:events:REGION:ACCOUNT:connection/NAME/ID`,
    );
  }
}

/** Arguments that name the callee: a value not known yet there does not hold the token. */
const nameOfCallee = /(Name|Arn|Url|Id|Bucket|Key)$/;

/** The token, or something that contains it: the context object as a whole. */
const tokenInJsonPath = /^\$\$(\.Task)?$|\$\$\.Task\.Token\b/;
const tokenInJsonata = /\.Task\.Token\b|\$states(\.context(\.Task)?)?\s*%\}$/;

function passesToken(value: unknown, site: Site, field = ""): boolean {
  if (site.report.unknown(value)) return !nameOfCallee.test(field);
  if (typeof value === "string") {
    if (site.language === "JSONata") return tokenInJsonata.test(value);
    return field.endsWith(".$") && tokenInJsonPath.test(value);
  }
  if (Array.isArray(value)) return value.some((item) => passesToken(item, site, field));
  return isObject(value) && Object.entries(value).some(([name, item]) => passesToken(item, site, name));
}
