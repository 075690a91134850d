import assert from "node:assert/strict";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import {
  AwsError,
  type Caller,
  type ProtocolFamily,
  type Service,
} from "../../../../packages/local-cloud/aws/service";
import { CALL_FAULTS, type CallFault, CallFaults, isLasting } from "../../../../packages/local-cloud/faults";

const CALLER: Caller = {
  arn: "arn:aws:sts::1:assumed-role/r/s",
  accountId: "1",
  roleArn: "arn:aws:iam::1:role/r",
};

/** A service that counts what it carries out. */
class Counter implements Service {
  effects = 0;

  constructor(
    readonly signingName = "dynamodb",
    readonly protocol: ProtocolFamily = "json",
  ) {}

  decode = () => assert.fail("not called");
  encode = () => assert.fail("not called");
  encodeError = () => assert.fail("not called");
  requirements = () => [];

  async invoke(): Promise<Record<string, unknown>> {
    return { effect: ++this.effects };
  }

  /** The effect in the response, or the error's code. */
  async call(operation = "PutItem", signal = new AbortController().signal): Promise<unknown> {
    const context = { requestId: "1", signal, idle: <T>(work: Promise<T>) => work };
    try {
      return (await (this as Service).invoke({ operation, input: {} }, CALLER, context)).effect;
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
  }
}

function setUp(service = new Counter()) {
  const clock = new ManualClock();
  return { service, clock, faults: new CallFaults([service], clock) };
}

describe("faults of calls", () => {
  const BUSY = "ProvisionedThroughputExceededException";
  const table: [fault: CallFault, first: unknown, second: unknown, effects: number][] = [
    ["throttled once", BUSY, 1, 1],
    ["throttled always", BUSY, BUSY, 0],
    ["refused", "AccessDeniedException", "AccessDeniedException", 0],
    ["crashed before", "InternalServerError", 1, 1],
    ["crashed after", "InternalServerError", 2, 2],
    ["answered twice", 1, 3, 3],
  ];
  for (const [fault, first, second, effects] of table) {
    it(`${fault}: the first call results in ${first}, the second in ${second}`, async () => {
      const { service, faults } = setUp();
      const injected = faults.inject(fault, () => true);
      assert.deepEqual([await service.call(), await service.call()], [first, second]);
      assert.equal(service.effects, effects);
      assert.equal(injected.hits, isLasting(fault) ? 2 : 1);
    });
  }

  for (const [fault, answer, effects] of [
    ["timed out", "InternalServerError", 0],
    ["answered late", 1, 1],
  ] as const) {
    it(`${fault}: no response is sent before the caller is gone`, async () => {
      const { service, faults, clock } = setUp();
      faults.inject(fault, () => true);
      const gone = new AbortController();
      let answered = false;
      const call = service.call("PutItem", gone.signal).finally(() => {
        answered = true;
      });
      await clock.advance(3_600_000);
      assert.equal(answered, false);
      assert.equal(service.effects, effects);
      gone.abort();
      assert.equal(await call, answer);
    });

    it(`${fault}: the response is sent at the end of the fault, or after two hours`, async () => {
      const { service, faults, clock } = setUp();
      const injected = faults.inject(fault, () => true);
      const first = service.call();
      await new Promise((resolve) => setImmediate(resolve));
      await injected.end();
      assert.equal(await first, answer);
      faults.inject(fault, () => true);
      const second = service.call();
      await clock.advance(7_200_000);
      assert.equal(await second, effects === 0 ? answer : 2);
    });
  }

  it("affect the calls that match, and none once they have ended or are closed", async () => {
    const { service, faults } = setUp();
    const injected = faults.inject("refused", ({ operation }) => operation === "GetItem");
    assert.deepEqual(
      [await service.call("PutItem"), await service.call("GetItem")],
      [1, "AccessDeniedException"],
    );
    await injected.end();
    assert.equal(await service.call("GetItem"), 2);
    faults.inject("refused", () => true);
    faults.close();
    assert.equal(await service.call(), 3);
  });

  it("report calls, and their effects", async () => {
    const { service, faults } = setUp();
    const seen: string[] = [];
    const stop = [
      faults.onCall(({ operation }) => seen.push(`called ${operation}`)),
      faults.onEffect(({ operation }) => seen.push(`did ${operation}`)),
    ];
    faults.inject("crashed before", () => true);
    faults.inject("crashed after", () => true);
    await service.call("A");
    await service.call("B");
    for (const end of stop) end();
    await service.call("C");
    assert.deepEqual(seen, ["called A", "called B", "did B"]);
  });

  it("have the service's own error codes", async () => {
    const answers: unknown[] = [];
    for (const [name, protocol] of [
      ["s3", "rest-xml"],
      ["sqs", "json"],
      ["states", "json"],
    ] as const) {
      const { service, faults } = setUp(new Counter(name, protocol));
      for (const fault of ["throttled once", "refused"] as const) {
        const injected = faults.inject(fault, () => true);
        answers.push(await service.call());
        await injected.end();
      }
    }
    assert.deepEqual(answers, [
      "SlowDown",
      "AccessDenied",
      "RequestThrottled",
      "AccessDeniedException",
      "ThrottlingException",
      "AccessDeniedException",
    ]);
  });

  it("carried out late: after a minute, or when it ends, whatever its caller did meanwhile", async () => {
    for (const isEarly of [false, true]) {
      const { service, clock, faults } = setUp();
      const injected = faults.inject("carried out late", () => true);
      const gone = new AbortController();
      const first = service.call("PutItem", gone.signal);
      gone.abort();
      assert.equal(await first, "InternalServerError");
      assert.equal(service.effects, 0);
      assert.equal(await service.call(), 1);
      if (!isEarly) {
        await clock.advance(60_000);
        assert.equal(service.effects, 2);
      }
      await injected.end();
      assert.equal(service.effects, 2);
    }
  });

  it("client in between: acts after the first call was carried out, before its caller learns that it failed", async () => {
    const { service, faults } = setUp();
    const seen: unknown[] = [];
    faults.inject(
      "client in between",
      () => true,
      async () => {
        seen.push(service.effects, await service.call());
      },
    );
    assert.equal(await service.call(), "InternalServerError");
    assert.deepEqual(seen, [1, 2]);
  });

  it("are ten", () => assert.equal(CALL_FAULTS.length, 10));
});
