import assert from "node:assert/strict";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import type { Service } from "../../../../packages/local-cloud/aws/service";
import { IamService } from "../../../../packages/local-cloud/iam/api/iamService";
import { Sts } from "../../../../packages/local-cloud/iam/sts";
import { type LocalServices, startLocalServices } from "../../../../packages/local-cloud/localCloud";
import { modelOf } from "./model";
import { dynamodb } from "./scenarios/dynamodb";
import { events } from "./scenarios/events";
import { lambda, logs } from "./scenarios/functions";
import { iam, sts } from "./scenarios/identities";
import { sns, sqs } from "./scenarios/messages";
import { s3 } from "./scenarios/objects";
import type { Scenario } from "./scenarios/scenario";
import { scheduler } from "./scenarios/schedules";
import { states } from "./scenarios/states";
import { secretsmanager, ssm } from "./scenarios/values";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  dynamodb,
  events,
  iam,
  lambda,
  logs,
  s3,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
  sts,
};

// What each answer has is checked for all tests, in hook.ts.
describe("every operation that is served", () => {
  let services: LocalServices;
  before(async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      onError: (error) => assert.fail(String(error)),
    });
  });
  after(() => services.close());

  it("is of a service with a model", () => {
    const { cloud, ...others } = services;
    const all = [
      ...(Object.values(others) as unknown as Service[]),
      new Sts(cloud.iam),
      new IamService(cloud.iam),
    ];
    const served = all.filter(({ signingName }) => signingName).map(({ signingName }) => signingName);
    assert.deepEqual(served.sort(), Object.keys(SCENARIOS).sort());
  });

  for (const [service, scenario] of Object.entries(SCENARIOS)) {
    it(`answers as the model says: ${service}`, async () => {
      const { cloud } = services;
      const called = new Set<string>();
      const unsubscribe = cloud.onCall((event) => {
        if (event.service === service) called.add(event.operation);
      });
      try {
        await scenario(
          (operation, input = {}) => cloud.call(cloud.administrator, service, operation, input),
          services,
        );
      } finally {
        unsubscribe();
      }
      assert.deepEqual([...called].sort(), Object.keys(modelOf(service)!.operations).sort());
    });
  }
});
