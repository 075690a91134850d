import { equal, match, throws } from "node:assert/strict";
import { Provider } from "../../../../../packages/local-stack/program/provider/provider";
import { lookups, registered } from "./resource";

describe("physical names", () => {
  const provider = new Provider({
    accountId: "123456789012",
    region: "us-east-1",
    config: {},
    lookups: lookups(),
  });
  const nameOf = (type: string, name: string, inputs: Record<string, unknown> = {}, property = "name") =>
    String(provider.create(registered(type, name, inputs), {}).outputs[property]);

  it("are the logical name and seven digits", () => {
    match(nameOf("aws:sfn/stateMachine:StateMachine", "orders"), /^orders-[0-9a-f]{7}$/);
    equal(
      nameOf("aws:sfn/stateMachine:StateMachine", "orders"),
      nameOf("aws:sfn/stateMachine:StateMachine", "orders"),
    );
  });

  it("are used as given", () => {
    equal(nameOf("aws:sfn/stateMachine:StateMachine", "orders", { name: "mine" }), "mine");
  });

  it("begin with a prefix that was given", () => {
    match(nameOf("aws:iam/role:Role", "r", { namePrefix: "team-" }), /^team-[0-9a-f]{26}$/);
  });

  it("end in .fifo for FIFO queues and topics", () => {
    match(nameOf("aws:sqs/queue:Queue", "q", { fifoQueue: true }), /^q-[0-9a-f]{7}\.fifo$/);
    match(nameOf("aws:sns/topic:Topic", "t", { fifoTopic: true }), /^t-[0-9a-f]{7}\.fifo$/);
    throws(() => nameOf("aws:sqs/queue:Queue", "q", { fifoQueue: true, name: "q" }), /ending in \.fifo/);
    throws(
      () => nameOf("aws:sqs/queue:Queue", "q", { name: "q.x" }),
      /name "q\.x" is not a name that AWS accepts/,
    );
  });

  it("follow the service's alphabet", () => {
    match(nameOf("aws:s3/bucket:Bucket", "MyBucket", {}, "bucket"), /^mybucket-[0-9a-f]{7}$/);
    match(nameOf("aws:kms/alias:Alias", "key"), /^alias\/key-[0-9a-f]{7}$/);
    match(nameOf("aws:appsync/dataSource:DataSource", "my-table"), /^my_table_[0-9a-f]{7}$/);
    match(nameOf("aws:apigateway/model:Model", "order-body"), /^orderbody[0-9a-f]{7}$/);
    match(nameOf("aws:lambda/permission:Permission", "p", {}, "statementId"), /^p-[0-9a-f]{7}$/);
  });

  it("are refused if AWS would not accept them", () => {
    const long = "x".repeat(60);
    const table: [string, string, Record<string, unknown>][] = [
      ["aws:lambda/function:Function", long, {}],
      ["aws:iam/role:Role", "r", { name: "a/b" }],
      ["aws:sfn/stateMachine:StateMachine", "m", { name: "a b" }],
      ["aws:s3/bucket:Bucket", "b", { bucket: "Upper" }],
      ["aws:s3/bucket:Bucket", "b", { bucket: "10.0.0.1" }],
      ["aws:s3/bucket:Bucket", "b", { bucket: "a..b" }],
      ["aws:dynamodb/table:Table", "t", { name: "ab" }],
      ["aws:kms/alias:Alias", "k", { name: "alias/aws/mine" }],
      ["aws:appsync/function:Function", "f", { name: "1st" }],
    ];
    for (const [type, name, inputs] of table) {
      throws(
        () => nameOf(type, name, inputs),
        /is not a name that AWS accepts; allowed: at most \d+ characters/,
        type,
      );
    }
  });
});
