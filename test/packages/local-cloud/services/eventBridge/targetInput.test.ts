import assert from "node:assert/strict";
import type { Event } from "../../../../../packages/local-cloud/services/eventBridge/event";
import {
  checkTemplate,
  type InputSettings,
  inputOf,
} from "../../../../../packages/local-cloud/services/eventBridge/targetInput";

const EVENT: Event = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "123456789012",
  time: "2015-11-11T21:29:54Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  detail: { "instance-id": "i-0123456789", state: 'say "RUNNING"', count: 3, tags: ["a", "b"], none: null },
};

const RULE = { name: "r", arn: "arn:aws:events:us-east-1:123456789012:rule/r" };
const RECEIVED = Date.UTC(2026, 0, 31, 12, 0, 0, 500);

const input = (settings: InputSettings) => inputOf(settings, EVENT, RULE, RECEIVED);
const transformed = (InputTemplate: string, InputPathsMap?: Record<string, string>) =>
  input({ InputTransformer: { InputTemplate, ...(InputPathsMap && { InputPathsMap }) } });

const PATHS = {
  instance: "$.detail.instance-id",
  state: "$.detail.state",
  count: "$.detail.count",
  tags: "$.detail.tags",
  first: "$.detail.tags[0]",
  resource: "$.resources[0]",
  missing: "$.detail.no.such",
  type: "$.detail-type",
};

describe("EventBridge: the input of targets", () => {
  it("is the event, a constant, or a part of the event", () => {
    assert.deepEqual(JSON.parse(input({})), EVENT);
    assert.equal(input({ Input: '{"a": 1}' }), '{"a": 1}');
    assert.equal(input({ InputPath: "$.detail.tags" }), '["a","b"]');
    assert.equal(input({ InputPath: "$.detail.instance-id" }), '"i-0123456789"');
    assert.equal(input({ InputPath: "$.detail-type" }), JSON.stringify(EVENT["detail-type"]));
    assert.equal(input({ InputPath: "$.nothing" }), "null");
  });

  for (const [template, expected] of [
    [
      '{"i": <instance>, "n": [9, <count>, true], "t": <tags>}',
      '{"i": "i-0123456789", "n": [9, 3, true], "t": ["a","b"]}',
    ],
    [
      '{"text": "<instance> is <state>", "s": <state>}',
      '{"text": "i-0123456789 is say \\"RUNNING\\"", "s": "say \\"RUNNING\\""}',
    ],
    ['{"text": "has \\"<count>\\" of <tags>"}', '{"text": "has \\"3\\" of [\\"a\\",\\"b\\"]"}'],
    [
      '"<instance> is of <type>, <missing>."',
      '"i-0123456789 is of EC2 Instance State-change Notification, ."',
    ],
    ["<instance>", '"i-0123456789"'],
    ["<instance> is in state <count>", '"i-0123456789" is in state 3'],
    ['"<first>"\n"<resource>"', '"a"\n"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"'],
    ['{"missing": <missing>}', '{"missing": ""}'],
    ['{"a": "1 < 2 <instance>"}', '{"a": "1 < 2 i-0123456789"}'],
    ['{"backslash": "\\\\<count>", "n": <count>}', '{"backslash": "\\\\3", "n": 3}'],
    [
      '"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"',
      '"arn:aws:events:us-east-1:123456789012:rule/r r 2026-01-31T12:00:00Z"',
    ],
  ] as const) {
    it(`fills ${template}`, () => assert.equal(transformed(template, PATHS), expected));
  }

  it("has variables for the whole event, with and without its detail", () => {
    const filled = JSON.parse(transformed('{"a": <aws.events.event>, "b": <aws.events.event.json>}'));
    const { detail: _, "detail-type": detailType, ...rest } = EVENT;
    assert.deepEqual(filled, { a: { ...rest, detailType }, b: EVENT });
    assert.equal(transformed('"<aws.events.event.json>"'), `"${JSON.stringify(EVENT)}"`);
  });

  for (const [template, paths, message] of [
    ['"<notdefinedkey>"', PATHS, "InputTemplate for target t contains invalid placeholder notdefinedkey."],
    ['"<constructor>"', PATHS, "InputTemplate for target t contains invalid placeholder constructor."],
    ['{"a": <count>, }', PATHS, /^Invalid InputTemplate for target t : /],
    ['{"a": "<count>}', PATHS, /^Invalid InputTemplate for target t : /],
    ["<a>", { a: "detail" }, /^Invalid InputPathsMap for target t: a is 'detail': /],
  ] as const) {
    it(`rejects ${template}`, () => {
      const transformer = { InputTemplate: template, InputPathsMap: { ...paths } };
      assert.throws(() => checkTemplate("t", transformer), { code: "ValidationException", message });
    });
  }
});
