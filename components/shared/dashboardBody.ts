import {
  counts,
  type DashboardBody,
  heading,
  type Line,
  line,
  placed,
  type Row,
  times,
} from "./dashboardWidgets";

/** What a dashboard shows; the keys of each record are the names shown for it. */
export interface Shown {
  region: string;
  stateMachines: { title: string; arn: string }[];
  /** Names. */
  functions: Record<string, string>;
  queues: Record<string, { name: string; deadLetterName: string }>;
  /** Names. */
  tables: Record<string, string>;
  restApi?: { name: string; stage: string };
  graphqlApi?: { id: string };
  /** ARNs. */
  alarms: string[];
}

/** The body of a workflow's dashboard: a row for each kind of thing that the workflow has. */
export function dashboardBody(shown: Shown): DashboardBody {
  return placed([
    ...alarmRows(shown),
    ...apiRows(shown),
    ...stateMachineRows(shown),
    ...functionRows(shown),
    ...queueRows(shown),
    ...tableRows(shown),
  ]);
}

const DIAGRAM_HEIGHT = 6;

const diagrams = (...widgets: Row["widgets"]): Row => ({ height: DIAGRAM_HEIGHT, widgets });

const section = (title: string, rows: Row[]): Row[] => (rows.length > 0 ? [heading(title), ...rows] : []);

/** How many alarms one widget may show, and how many of them fit in one unit of its height. */
const ALARMS_IN_WIDGET = 100;
const ALARMS_IN_LINE = 4;

function alarmRows({ alarms }: Shown): Row[] {
  const rows: Row[] = [];
  for (let first = 0; first < alarms.length; first += ALARMS_IN_WIDGET) {
    const part = alarms.slice(first, first + ALARMS_IN_WIDGET);
    rows.push({
      height: 1 + Math.ceil(part.length / ALARMS_IN_LINE),
      widgets: [{ type: "alarm", properties: { title: "Alarms", alarms: part } }],
    });
  }
  return rows;
}

function apiRows({ region, restApi, graphqlApi }: Shown): Row[] {
  const rows: Row[] = [];
  if (restApi) {
    const of = metricsOf("AWS/ApiGateway", { ApiName: restApi.name, Stage: restApi.stage });
    rows.push(
      diagrams(
        counts("Requests", region, [of("Count", "Sum", "requests")]),
        counts("Errors", region, [of("4XXError", "Sum", "4XX"), of("5XXError", "Sum", "5XX")]),
        times("Latency", region, "ms", [of("Latency", "p50", "p50"), of("Latency", "p99", "p99")]),
      ),
    );
  }
  if (graphqlApi) {
    const of = metricsOf("AWS/AppSync", { GraphQLAPIId: graphqlApi.id });
    rows.push(
      diagrams(
        // The metric `Requests` counts those of all APIs of a region; each of an API's requests has one latency.
        counts("Requests", region, [of("Latency", "SampleCount", "requests")]),
        counts("Errors", region, [of("4XXError", "Sum", "4XX"), of("5XXError", "Sum", "5XX")]),
        times("Latency", region, "ms", [of("Latency", "p50", "p50"), of("Latency", "p99", "p99")]),
      ),
    );
  }
  return section("API", rows);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const EXECUTION_COUNTS = {
  ExecutionsStarted: "started",
  ExecutionsSucceeded: "succeeded",
  ExecutionsFailed: "failed",
  ExecutionsTimedOut: "timed out",
  ExecutionsAborted: "aborted",
  ExecutionThrottled: "throttled",
};

function stateMachineRows({ region, stateMachines }: Shown): Row[] {
  const rows = stateMachines.map(({ title, arn }) => {
    const of = metricsOf("AWS/States", { StateMachineArn: arn });
    return diagrams(
      counts(
        `Executions of ${title}`,
        region,
        Object.entries(EXECUTION_COUNTS).map(([metricName, label]) => of(metricName, "Sum", label)),
      ),
      times(`Duration of ${title}`, region, "ms", [
        of("ExecutionTime", "p50", "p50"),
        of("ExecutionTime", "p99", "p99"),
      ]),
    );
  });
  return section("State machines", rows);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function functionRows({ region, functions }: Shown): Row[] {
  if (Object.keys(functions).length === 0) return [];
  const each = linePer("AWS/Lambda", "FunctionName", functions);
  return section("Functions", [
    diagrams(
      counts("Invocations", region, each("Invocations", "Sum")),
      counts("Errors", region, each("Errors", "Sum")),
      counts("Throttles", region, each("Throttles", "Sum")),
    ),
    diagrams(
      times("Duration, p99", region, "ms", each("Duration", "p99")),
      counts("Concurrent executions", region, each("ConcurrentExecutions", "Maximum")),
    ),
  ]);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
function queueRows({ region, queues }: Shown): Row[] {
  const entries = Object.entries(queues);
  if (entries.length === 0) return [];
  const name = Object.fromEntries(entries.map(([title, queue]) => [title, queue.name]));
  const deadLetterName = Object.fromEntries(entries.map(([title, queue]) => [title, queue.deadLetterName]));
  const each = linePer("AWS/SQS", "QueueName", name);
  const eachDeadLetter = linePer("AWS/SQS", "QueueName", deadLetterName);
  return section("Queues", [
    diagrams(
      counts("Messages waiting", region, each("ApproximateNumberOfMessagesVisible", "Maximum")),
      times("Age of the oldest message", region, "s", each("ApproximateAgeOfOldestMessage", "Maximum")),
      counts("Dead letters", region, eachDeadLetter("ApproximateNumberOfMessagesVisible", "Maximum")),
    ),
  ]);
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html: these metrics are by table and
 * operation, and a search finds the operations in use.
 */
function tableRows({ region, tables }: Shown): Row[] {
  const rows = Object.entries(tables).map(([title, TableName]) => {
    const search = (metricName: string, stat: string): Line[] => [
      [
        {
          expression: `SEARCH('{AWS/DynamoDB,TableName,Operation} MetricName="${metricName}" TableName="${TableName}"', '${stat}')`,
        },
      ],
    ];
    return diagrams(
      counts(`Throttled requests of ${title}`, region, search("ThrottledRequests", "Sum")),
      times(`Latency of ${title}, p99`, region, "ms", search("SuccessfulRequestLatency", "p99")),
    );
  });
  return section("Tables", rows);
}

/** Lines of one resource: its metrics. */
const metricsOf =
  (namespace: string, dimensions: Record<string, string>) =>
  (metricName: string, stat: string, label: string) =>
    line(namespace, metricName, dimensions, stat, label);

/** Lines of one metric: its resources. */
const linePer =
  (namespace: string, dimension: string, resources: Record<string, string>) =>
  (metricName: string, stat: string) =>
    Object.entries(resources).map(([title, name]) =>
      line(namespace, metricName, { [dimension]: name }, stat, title),
    );
