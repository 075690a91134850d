/** Rules of PutDashboard: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24;
const MAX_HEIGHT = 1000;
const MAX_WIDGETS = 500;
const MAX_ALARMS = 100;

type Properties = Record<string, unknown>;

const isText = (value: unknown) => typeof value === "string" && value !== "";
const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isMap = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What each type of widget must have: a description for the error, and a check. */
const REQUIRED: Record<string, Record<string, (properties: Properties) => boolean>> = {
  metric: {
    "a region": ({ region }) => isText(region),
    "metrics or an alarm annotation": ({ metrics, annotations }) =>
      isList(metrics) || (isMap(annotations) && isList(annotations.alarms)),
  },
  text: { "markdown text": ({ markdown }) => isText(markdown) },
  log: { "a region": ({ region }) => isText(region), "a query": ({ query }) => isText(query) },
  alarm: {
    [`1 to ${MAX_ALARMS} alarms, by ARN`]: ({ alarms }) =>
      isList(alarms) &&
      alarms.length <= MAX_ALARMS &&
      alarms.every((arn) => /^arn:[\w-]+:cloudwatch:[^:]*:\d*:alarm:.+/.test(String(arn))),
  },
  explorer: { metrics: ({ metrics }) => isList(metrics) },
  custom: { "an endpoint": ({ endpoint }) => isText(endpoint) },
};

const inRange = (value: unknown, least: number, most: number) =>
  value === undefined || (Number.isInteger(value) && Number(value) >= least && Number(value) <= most);

/** @throws Error that lists everything that CloudWatch would not accept. */
export function checkDashboardBody(text: string): void {
  const problems = problemsOf(text);
  if (problems.length > 0) throw new Error(`dashboardBody is invalid: ${problems.join("; ")}`);
}

function problemsOf(text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return [`it is not JSON: ${(error as Error).message}`];
  }
  if (!isMap(body) || !Array.isArray(body.widgets)) return ['it has no list "widgets"'];
  const { widgets } = body;
  const tooMany =
    widgets.length > MAX_WIDGETS ? [`it has ${widgets.length} widgets; allowed: at most ${MAX_WIDGETS}`] : [];
  const ofWidgets = widgets.flatMap((widget, index) =>
    (isMap(widget) ? widgetProblems(widget) : ["is not an object"]).map(
      (problem) => `widgets[${index}] ${problem}`,
    ),
  );
  return [...tooMany, ...ofWidgets];
}

function widgetProblems({ type, properties, x, y, width, height }: Properties): string[] {
  const required = REQUIRED[String(type)];
  if (!required) return [`has type '${type}'; allowed: ${Object.keys(REQUIRED).join(", ")}`];
  const problems = isMap(properties)
    ? Object.entries(required)
        .filter(([, isPresent]) => !isPresent(properties))
        .map(([what]) => `of type ${type} needs ${what}`)
    : ['has no object "properties"'];
  const position: [name: string, value: unknown, least: number, most: number][] = [
    ["x", x, 0, COLUMNS - 1],
    ["y", y, 0, Number.MAX_SAFE_INTEGER],
    ["width", width, 1, COLUMNS],
    ["height", height, 1, MAX_HEIGHT],
  ];
  for (const [name, value, least, most] of position) {
    if (!inRange(value, least, most)) {
      problems.push(`has ${name} ${JSON.stringify(value)}; allowed: whole numbers from ${least} to ${most}`);
    }
  }
  return problems;
}
