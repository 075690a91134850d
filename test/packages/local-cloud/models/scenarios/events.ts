import { arn, type Scenario } from "./scenario";

export const events: Scenario = async (call, { sqs }) => {
  await sqs.createQueue("target");
  const EventBusName = "orders";
  await call("CreateEventBus", { Name: EventBusName, Description: "of orders" });
  await call("UpdateEventBus", {
    Name: EventBusName,
    Description: "of all orders",
    KmsKeyIdentifier: "alias/k",
  });
  await call("DescribeEventBus", { Name: EventBusName });
  await call("ListEventBuses");
  await call("PutPermission", {
    EventBusName,
    StatementId: "peer",
    Action: "events:PutEvents",
    Principal: "111122223333",
  });
  await call("RemovePermission", { EventBusName, StatementId: "peer" });
  const rule = { Name: "placed", EventBusName };
  const EventPattern = JSON.stringify({ source: ["shop"] });
  const { RuleArn } = await call("PutRule", { ...rule, EventPattern, Description: "orders that are placed" });
  await call("PutRule", { Name: "hourly", ScheduleExpression: "rate(1 hour)" });
  await call("DescribeRule", rule);
  await call("ListRules", { EventBusName });
  await call("DisableRule", rule);
  await call("EnableRule", rule);
  const Arn = arn("sqs", "target");
  await call("PutTargets", {
    Rule: rule.Name,
    EventBusName,
    Targets: [{ Id: "queue", Arn, InputPath: "$.detail" }],
  });
  await call("ListTargetsByRule", { Rule: rule.Name, EventBusName });
  await call("ListRuleNamesByTarget", { TargetArn: Arn, EventBusName });
  await call("TagResource", { ResourceARN: RuleArn, Tags: [{ Key: "team", Value: "a" }] });
  await call("ListTagsForResource", { ResourceARN: RuleArn });
  await call("UntagResource", { ResourceARN: RuleArn, TagKeys: ["team"] });
  await call("TestEventPattern", {
    EventPattern,
    Event: JSON.stringify({
      id: "1",
      account: "123456789012",
      source: "shop",
      time: "2026-01-01T00:00:00Z",
      region: "us-east-1",
      resources: [],
      "detail-type": "Placed",
      detail: {},
    }),
  });
  await call("PutEvents", {
    Entries: [
      { Source: "shop", DetailType: "Placed", Detail: "{}", EventBusName },
      { Source: "shop", DetailType: "Placed", Detail: "no JSON", EventBusName },
    ],
  });
  await call("RemoveTargets", { Rule: rule.Name, EventBusName, Ids: ["queue"] });
  await call("DeleteRule", rule);
  await call("DeleteEventBus", { Name: EventBusName });
};
