import assert from "node:assert/strict";
import {
  BookingWorkflow,
  MessengerWorkflow,
  ModularBlockPipeline,
  type Operations,
  OrderPipeline,
} from "../../../components";
import type { DashboardBody } from "../../../components/shared/dashboardWidgets";
import { checkDashboardBody } from "../../../packages/local-stack";
import { ACCOUNT, only, REGION, type Registration, register } from "../registrations";

const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

const COMPONENTS: Record<string, (operations: Partial<Operations>) => { dashboard?: unknown }> = {
  BookingWorkflow: (operations) => new BookingWorkflow("c", { operations }),
  OrderPipeline: (operations) => new OrderPipeline("c", { operations }),
  MessengerWorkflow: (operations) => new MessengerWorkflow("c", { operations }),
  ModularBlockPipeline: (operations) =>
    new ModularBlockPipeline("c", {
      blocks: {
        c: {},
        work: { callback: async (input: unknown) => input },
        wait: { asynchronous: async (input: unknown) => input },
      },
      operations,
    }),
};

/** What identifies a resource in a dashboard. */
const DIMENSIONS: Record<string, (registration: Registration) => string> = {
  "aws:sfn/stateMachine:StateMachine": ({ name }) => `stateMachine:${name}"`,
  "aws:lambda/function:Function": ({ name }) => `"FunctionName","${name}"`,
  "aws:sqs/queue:Queue": ({ outputs }) => `"QueueName","${outputs.name}"`,
  "aws:dynamodb/table:Table": ({ name }) => `TableName=\\"${name}\\"`,
  "aws:apigateway/stage:Stage": () => '"ApiName","c-api","Stage","v1"',
  "aws:appsync/graphQLApi:GraphQLApi": ({ id }) => `"GraphQLAPIId","${id}"`,
};

describe("components: dashboards", () => {
  for (const [component, create] of Object.entries(COMPONENTS)) {
    it(`${component} has one of all its resources, with dashboards on`, async () => {
      const { registrations, result } = await register(() => create({ dashboards: true }), { stack: "dev" });
      const { inputs } = only(registrations, DASHBOARD, "c-dashboard");
      assert.equal(inputs.dashboardName, "sfn-workflows-dev-c");
      assert.ok(result.dashboard);
      const body = String(inputs.dashboardBody);
      checkDashboardBody(body);
      for (const registration of registrations) {
        const dimension = DIMENSIONS[registration.type]?.(registration);
        if (dimension) assert.ok(body.includes(dimension), `${dimension} is not in ${body}`);
      }
      const { widgets } = JSON.parse(body) as DashboardBody;
      for (const { type, properties } of widgets) {
        if (type === "metric") assert.equal(properties.region, REGION);
      }
    });

    it(`${component} has none by default`, async () => {
      const { registrations, result } = await register(() => create({}));
      assert.deepEqual(
        registrations.filter(({ type }) => type === DASHBOARD),
        [],
      );
      assert.equal(result.dashboard, undefined);
    });
  }

  it("shows the state of alarms, where there are alarms", async () => {
    const operations = { dashboards: true, alarmTopicArn: "arn:aws:sns:::alarms" };
    const { registrations } = await register(() => new MessengerWorkflow("m", { operations }));
    const body = String(only(registrations, DASHBOARD).inputs.dashboardBody);
    checkDashboardBody(body);
    const [first] = (JSON.parse(body) as DashboardBody).widgets;
    assert.equal(first!.type, "alarm");
    assert.ok(body.includes(`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:m-dead-letters-alarm"`));
  });

  it("has a name that CloudWatch takes, whatever the stack is called", async () => {
    const { registrations } = await register(
      () => new ModularBlockPipeline("p", { blocks: { A: {} }, operations: { dashboards: true } }),
      { stack: "team.a/feature_1" },
    );
    assert.equal(only(registrations, DASHBOARD).inputs.dashboardName, "sfn-workflows-team-a-feature_1-p");
  });
});
