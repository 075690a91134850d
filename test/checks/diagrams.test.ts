import assert from "node:assert/strict";
import {
  costOf,
  expressGbSeconds,
  lambdaGbSeconds,
  mermaid,
  pricedCall,
  pricedRequest,
  type Usage,
} from "../../packages/cli";

describe("local: prices", () => {
  it("adds up", () => {
    assert.equal(costOf({}), 0);
    // The pricing page's own figure: $0.025 for 1,000 state transitions.
    assert.equal(costOf({ standardTransition: 4_000 }), 0.1);
    assert.equal(costOf({ lambdaRequest: 1_000_000, sqsRequest: 1_000_000 }).toFixed(6), "0.600000");
  });

  const durations: [ms: number, gbSeconds: number][] = [
    [0, 0.1 * 0.0625],
    [100, 0.1 * 0.0625],
    [101, 0.2 * 0.0625],
  ];
  for (const [ms, gbSeconds] of durations) {
    it(`bills an Express execution of ${ms} ms in steps of 100 ms and 64 MB`, () => {
      assert.equal(expressGbSeconds(ms), gbSeconds);
    });
  }

  /** US dollars, us-east-1, as the pricing pages give them. */
  const prices: [usage: Usage, dollars: number][] = [
    [{ standardTransition: 1_000 }, 0.025],
    [{ expressRequest: 1_000_000 }, 1],
    [{ expressGbSecond: 1_000_000 }, 16.67],
    [{ lambdaRequest: 1_000_000 }, 0.2],
    [{ lambdaGbSecond: 1_000_000 }, 13.3334],
    [{ lambdaX86GbSecond: 1_000_000 }, 16.6667],
    [{ dynamodbWrite: 1_000_000 }, 0.625],
    [{ dynamodbRead: 1_000_000 }, 0.125],
    [{ sqsRequest: 1_000_000 }, 0.4],
    [{ sqsFifoRequest: 1_000_000 }, 0.5],
    [{ snsRequest: 1_000_000 }, 0.5],
    [{ apiGatewayRequest: 1_000_000 }, 3.5],
    [{ appSyncRequest: 1_000_000 }, 4],
    [{ s3Put: 1_000 }, 0.005],
    [{ s3Get: 1_000 }, 0.0004],
  ];
  for (const [usage, dollars] of prices) {
    it(`has $${dollars} for ${JSON.stringify(usage)}`, () => {
      assert.equal(costOf(usage).toFixed(6), dollars.toFixed(6));
    });
  }

  it("bills a function in steps of 1 ms", () => {
    assert.equal(lambdaGbSeconds(1.2, 512), 0.002 * 0.5);
  });
});

describe("local: priced calls", () => {
  const calls: [service: string, operation: string, item: string | undefined][] = [
    ["sqs", "SendMessage", "sqsRequest"],
    ["sns", "Publish", "snsRequest"],
    ["sns", "ListTopics", undefined],
    ["dynamodb", "UpdateItem", "dynamodbWrite"],
    ["dynamodb", "TransactWriteItems", "dynamodbWrite"],
    ["dynamodb", "GetItem", "dynamodbRead"],
    ["dynamodb", "DescribeTable", undefined],
    ["s3", "PutObject", "s3Put"],
    ["s3", "UploadPart", "s3Put"],
    ["s3", "ListObjectsV2", "s3Put"],
    ["s3", "AbortMultipartUpload", undefined],
    ["s3", "HeadObject", "s3Get"],
    ["s3", "DeleteObject", undefined],
    ["states", "StartExecution", undefined],
  ];
  for (const [service, operation, item] of calls) {
    it(`counts ${service}:${operation} as ${item ?? "nothing"}`, () => {
      assert.equal(pricedCall(service, operation), item);
    });
  }

  const queues: [input: Record<string, unknown>, item: string][] = [
    [{ QueueUrl: "http://127.0.0.1:4566/123456789012/work" }, "sqsRequest"],
    [{ QueueUrl: "http://127.0.0.1:4566/123456789012/work.fifo" }, "sqsFifoRequest"],
    [{ QueueName: "work.fifo" }, "sqsFifoRequest"],
    [{ QueueUrl: "http://127.0.0.1:4566/123456789012/fifo" }, "sqsRequest"],
    [{ QueueNamePrefix: "work.fifo" }, "sqsRequest"],
  ];
  for (const [input, item] of queues) {
    it(`counts a call of SQS with ${JSON.stringify(input)} as ${item}`, () => {
      assert.equal(pricedCall("sqs", "SendMessage", input), item);
    });
  }

  it("counts the requests of APIs, and no others", () => {
    assert.deepEqual(["/execute-api", "/appsync", "/_local"].map(pricedRequest), [
      "apiGatewayRequest",
      "appSyncRequest",
      undefined,
    ]);
  });
});

describe("local: mermaid", () => {
  it("draws choices with their conditions and catches with their errors", () => {
    const drawn = mermaid({
      StartAt: "Paid?",
      States: {
        "Paid?": {
          Type: "Choice",
          Choices: [
            { Condition: "{% $states.input.paid = true %}", Next: "Send" },
            {
              And: [{ Variable: "$.a", IsPresent: true }, { Not: { Variable: "$.a", NumericEquals: 1 } }],
              Next: "Send",
            },
          ],
          Default: "No",
        },
        Send: { Type: "Task", Catch: [{ ErrorEquals: ["States.Timeout", "X"], Next: "No" }], End: true },
        No: { Type: "Fail" },
      },
    });
    assert.deepEqual(drawn.split("\n"), [
      "stateDiagram-v2",
      "  [*] --> s0",
      '  state "Paid?" as s0',
      "  s0 --> s1: $states.input.paid = true",
      "  s0 --> s1: $.a IsPresent true and not $.a NumericEquals 1",
      "  s0 --> s2: otherwise",
      '  state "Send" as s1',
      "  s1 --> [*]",
      "  s1 --> s2: States.Timeout, X",
      '  state "No" as s2',
      "  s2 --> [*]",
    ]);
  });

  it("encloses the states of Maps and Parallels", () => {
    const inner = { StartAt: "In", States: { In: { Type: "Succeed" } } };
    const drawn = mermaid({
      StartAt: "Both",
      States: {
        Both: { Type: "Parallel", Branches: [inner, inner], Next: "Each" },
        Each: { Type: "Map", ItemProcessor: inner, End: true },
      },
    });
    assert.match(drawn, /state "Both" as s0 \{\n {4}\[\*\] --> s2\n[\s\S]*\n {4}--\n/);
    assert.match(drawn, /state "Each" as s1 \{/);
  });

  it("escapes what Mermaid would read", () => {
    const drawn = mermaid({ StartAt: 'a: "b"', States: { 'a: "b"': { Type: "Succeed" } } });
    assert.match(drawn, /state "a#58; #34;b#34;" as s0/);
  });
});
