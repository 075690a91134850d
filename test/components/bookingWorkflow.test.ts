import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BookingWorkflow, type BookingWorkflowArgs } from "../../components";
import { keyExpiry } from "../../components/booking/api";
import { ACCOUNT, only, REGION, type Registration, register, resolved } from "./registrations";

const create = (args: BookingWorkflowArgs = {}) => register(() => new BookingWorkflow("b", args));

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/b-apartments`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:b-machine`;
const EXECUTIONS = `arn:aws:states:${REGION}:${ACCOUNT}:execution:b-machine:*`;
const PROD: BookingWorkflowArgs = {
  operations: { liveAlias: true, protect: true, kmsKeyArn: KEY, alarmTopicArn: "arn:aws:sns:::t" },
};
const FIELDS = {
  Query: ["getStepFunctions", "getApartment", "getBooking", "listApartments"],
  Mutation: ["addStepFunction", "bookApartment", "payForApartment"],
};

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string[];
  Condition?: object;
}

const statementsOf = (registrations: Registration[], name: string): Statement[] =>
  JSON.parse(only(registrations, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy as string).Statement;

const all = (registrations: Registration[], type: string) =>
  registrations.filter((registration) => registration.type === type);

const graphql = (registrations: Registration[]) =>
  only(registrations, "aws:appsync/graphQLApi:GraphQLApi").inputs;

/** What a role may do beyond logs, traces and its environment: action → resources. */
const ownPermissions = (registrations: Registration[], name: string) =>
  Object.fromEntries(
    statementsOf(registrations, `${name}-policy`)
      .filter(({ Sid }) => !/^(WriteLogs|WriteTraces|DecryptEnvironment)$/.test(Sid))
      .flatMap(({ Action, Resource }) => Action.map((action) => [action, Resource])),
  );

describe("components: BookingWorkflow", () => {
  let plain: Awaited<ReturnType<typeof create>>;

  before(async () => {
    plain = await create();
  });

  it("stores the apartments by their Id", () => {
    const { registrations } = plain;
    assert.deepEqual(only(registrations, "aws:dynamodb/table:Table").inputs, {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "Id",
      attributes: [{ name: "Id", type: "S" }],
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
  });

  it("reserves and waits in one conditional write, for as long as configured", async () => {
    const stateOf = async (args: BookingWorkflowArgs) => {
      const machine = only((await create(args)).registrations, "aws:sfn/stateMachine:StateMachine").inputs;
      return JSON.parse(machine.definition as string).States["Change Apartment Status"];
    };
    const state = await stateOf({});
    assert.equal(state.Resource, "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken");
    assert.deepEqual([state.HeartbeatSeconds, state.TimeoutSeconds], [900, 901]);
    assert.equal(state.Arguments.TableName, "b-apartments");
    assert.match(state.Arguments.UpdateExpression, /taskToken = :token/);
    assert.equal(
      state.Arguments.ConditionExpression,
      "attribute_exists(Id) AND (#status = :vacant OR #status = :reserved AND reservedUntil < :now OR #status = :reserved AND reservationId = :reservation)",
    );
    for (const holdSeconds of [1, 3_601, 86_400]) {
      const { HeartbeatSeconds, TimeoutSeconds } = await stateOf({ holdSeconds });
      assert.deepEqual([HeartbeatSeconds, TimeoutSeconds], [holdSeconds, holdSeconds + 1]);
    }
  });

  it("lets the state machine read and write its table, and nothing else", () => {
    const { registrations } = plain;
    const own = statementsOf(registrations, "b-policy").filter(({ Resource }) => !Resource.includes("*"));
    assert.deepEqual(
      own.map(({ Action, Resource }) => [Action, Resource]),
      ["dynamodb:UpdateItem", "dynamodb:GetItem"].map((action) => [[action], [TABLE]]),
    );
  });

  it("lets each function start, describe and resume this machine and touch this table, as far as it must", () => {
    const { registrations } = plain;
    const start = { "states:StartExecution": [MACHINE] };
    const describe = { "states:DescribeExecution": [EXECUTIONS] };
    const get = { "dynamodb:GetItem": [TABLE] };
    const expected: Record<string, Record<string, string[]>> = {
      getStepFunctions: { "states:ListExecutions": [MACHINE] },
      getApartment: get,
      getBooking: { ...describe, ...get },
      listApartments: { "dynamodb:Scan": [TABLE] },
      addStepFunction: { ...start, ...describe },
      bookApartment: { ...start, ...describe, ...get },
      payForApartment: {
        ...describe,
        ...get,
        "dynamodb:UpdateItem": [TABLE],
        "states:SendTaskSuccess": [MACHINE],
      },
    };
    for (const [field, permissions] of Object.entries(expected)) {
      assert.deepEqual(ownPermissions(registrations, `b-${field}`), permissions, field);
    }
  });

  it("resolves every field by a function of its own, without templates between", () => {
    const { registrations } = plain;
    const apiId = only(registrations, "aws:appsync/graphQLApi:GraphQLApi").id;
    const resolvers = all(registrations, "aws:appsync/resolver:Resolver");
    const byField = (one: Record<string, unknown>, other: Record<string, unknown>) =>
      String(one.field).localeCompare(String(other.field));
    assert.deepEqual(
      resolvers.map(({ inputs }) => inputs).sort(byField),
      Object.entries(FIELDS)
        .flatMap(([type, fields]) => fields.map((field) => ({ apiId, type, field, dataSource: field })))
        .sort(byField),
    );
    const sources = all(registrations, "aws:appsync/dataSource:DataSource");
    assert.equal(sources.length, resolvers.length);
    for (const { inputs } of sources) {
      assert.equal(inputs.type, "AWS_LAMBDA");
      assert.deepEqual(inputs.lambdaConfig, {
        functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:b-${inputs.name}-function`,
      });
    }
    assert.deepEqual(ownPermissions(registrations, "b-api"), {
      "lambda:InvokeFunction": Object.values(FIELDS)
        .flat()
        .map((field) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:b-${field}-function`),
    });
  });

  it("asks for IAM, hides the schema, bounds queries, traces and logs, where nothing else is said", async () => {
    const { registrations, result } = plain;
    const { schema, ...api } = graphql(registrations);
    assert.match(String(schema), /payForApartment\(bookingId: ID!, apartmentId: ID\): Booking!/);
    assert.deepEqual(api, {
      authenticationType: "AWS_IAM",
      xrayEnabled: true,
      logConfig: {
        cloudwatchLogsRoleArn: `arn:aws:iam::${ACCOUNT}:role/b-api-logs-role`,
        fieldLogLevel: "ERROR",
        excludeVerboseContent: true,
      },
      introspectionConfig: "DISABLED",
      queryDepthLimit: 5,
      resolverCountLimit: 20,
    });
    assert.deepEqual(all(registrations, "aws:appsync/apiKey:ApiKey"), []);
    assert.equal(result.apiKey, undefined);
    assert.equal(
      await resolved(result.url),
      (only(registrations, "aws:appsync/graphQLApi:GraphQLApi").outputs.uris as { GRAPHQL: string }).GRAPHQL,
    );
    assert.deepEqual(ownPermissions(registrations, "b-api-logs"), {});
    assert.deepEqual(statementsOf(registrations, "b-api-logs-policy")[0]!.Resource, [
      `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/appsync/apis/*`,
    ]);
  });

  it("trusts AppSync of this account alone with its roles", () => {
    const { registrations } = plain;
    for (const name of ["b-api-role", "b-api-logs-role"]) {
      const { assumeRolePolicy } = only(registrations, "aws:iam/role:Role", name).inputs;
      const [statement] = JSON.parse(String(assumeRolePolicy)).Statement;
      assert.deepEqual(statement.Principal, { Service: "appsync.amazonaws.com" });
      assert.match(JSON.stringify(statement.Condition), new RegExp(`"aws:SourceAccount":"${ACCOUNT}"`));
      assert.match(JSON.stringify(statement.Condition), /"aws:SourceArn":"arn:aws:appsync:.*:apis\/\*"/);
    }
  });

  it("requires an API key that expires, which is a secret, with API_KEY", async () => {
    const { registrations, result } = await create({
      authorization: "API_KEY",
      introspection: true,
      queryDepthLimit: 9,
      operations: { logLevel: "ALL", includeExecutionData: true },
    });
    const api = graphql(registrations);
    assert.equal(api.authenticationType, "API_KEY");
    assert.equal(api.introspectionConfig, "ENABLED");
    assert.equal(api.queryDepthLimit, 9);
    const { fieldLogLevel, excludeVerboseContent } = api.logConfig as Record<string, unknown>;
    assert.deepEqual([fieldLogLevel, excludeVerboseContent], ["ALL", false]);
    const { expires } = only(registrations, "aws:appsync/apiKey:ApiKey").inputs;
    const day = 86_400_000;
    assert.ok(Date.parse(String(expires)) - Date.now() > 364 * day - 60_000, String(expires));
    assert.equal(await pulumi.isSecret(result.apiKey!), true);
    assert.equal(
      await resolved(result.apiKey!),
      only(registrations, "aws:appsync/apiKey:ApiKey").outputs.key,
    );
  });

  for (const [now, expires] of [
    ["2025-01-01T00:00:00.000Z", "2026-01-01T00:00:00Z"],
    ["2025-01-31T23:59:59.999Z", "2026-01-31T00:00:00Z"],
    ["2027-06-15T12:00:00.000Z", "2028-06-14T00:00:00Z"],
  ]) {
    it(`has a key of ${now} end at ${expires}, on an hour and within AppSync's year`, () => {
      assert.equal(keyExpiry(new Date(now!)), expires);
    });
  }

  it("is guarded where the stack's operations say so", async () => {
    const { registrations } = await create(PROD);
    const table = only(registrations, "aws:dynamodb/table:Table").inputs;
    assert.deepEqual(table.serverSideEncryption, { enabled: true, kmsKeyArn: KEY });
    assert.deepEqual(table.pointInTimeRecovery, { enabled: true });
    assert.equal(table.deletionProtectionEnabled, true);
    const environment = only(registrations, "aws:lambda/function:Function", "b-bookApartment-function").inputs
      .environment;
    assert.deepEqual(environment, {
      variables: {
        TABLE_NAME: "b-apartments",
        STATE_MACHINE_ARN: `${MACHINE}:live`,
        UNQUALIFIED_ARN: MACHINE,
      },
    });
    for (const { inputs } of all(registrations, "aws:appsync/dataSource:DataSource")) {
      assert.match((inputs.lambdaConfig as { functionArn: string }).functionArn, /-function:live$/);
    }
    const [read, ...others] = statementsOf(registrations, "b-getBooking-policy").filter(
      ({ Sid }) => Sid === "ReadBookings",
    );
    assert.deepEqual(others, []);
    assert.deepEqual([read!.Action, read!.Resource], [["kms:Decrypt"], [KEY]]);
    assert.deepEqual(read!.Condition, {
      StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": MACHINE },
    });
    const reading = all(registrations, "aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => String(inputs.policy).includes("ReadBookings"))
      .map(({ name }) => name);
    assert.deepEqual(reading.sort(), [
      "b-addStepFunction-policy",
      "b-bookApartment-policy",
      "b-getBooking-policy",
      "b-payForApartment-policy",
    ]);
  });

  const bad: [args: BookingWorkflowArgs, message: RegExp][] = [
    [{ holdSeconds: 0 }, /'b': holdSeconds must be a whole number from 1 to 86400; given: 0/],
    [{ holdSeconds: 86_401 }, /holdSeconds .* given: 86401/],
    [{ holdSeconds: 1.5 }, /holdSeconds .* given: 1\.5/],
    [{ holdSeconds: Number.NaN }, /holdSeconds .* given: NaN/],
    [{ queryDepthLimit: 0 }, /queryDepthLimit must be a whole number from 1 to 75; given: 0/],
    [{ queryDepthLimit: 76 }, /queryDepthLimit .* given: 76/],
  ];
  for (const [args, message] of bad) {
    it(`refuses ${Object.keys(args)[0]}: ${Object.values(args)[0]}`, async () => {
      await assert.rejects(create(args), message);
    });
  }
  for (const holdSeconds of [1, 86_400]) {
    it(`takes holdSeconds: ${holdSeconds}`, () => create({ holdSeconds }));
  }
});
