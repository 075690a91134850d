import { putRole, type Scenario } from "./scenario";

const CODE = `export const handler = async (event) => {
  console.log("got", event);
  if (event.fails) throw new TypeError("asked to");
  return event;
};`;

export const lambda: Scenario = async (call, services) => {
  const FunctionName = "echo";
  await services.lambda.functions.createFunction({
    FunctionName,
    Role: putRole(services, "lambda"),
    Handler: "index.handler",
    Code: [{ name: "index.mjs", text: CODE }],
    Environment: { Variables: { SIZE: "1" } },
    Timeout: 10,
  });
  await call("Invoke", { FunctionName, Payload: Buffer.from('{"a":1}'), LogType: "Tail" });
  await call("Invoke", { FunctionName, Payload: '{"fails":true}' });
  await call("Invoke", { FunctionName, InvocationType: "Event" });
  await call("Invoke", { FunctionName, InvocationType: "DryRun" });
  await call("GetFunction", { FunctionName });
  await call("GetFunctionConfiguration", { FunctionName });
  await call("ListFunctions");
};

export const logs: Scenario = async (call) => {
  const [logGroupName, logStreamName] = ["/app", "today"];
  await call("CreateLogGroup", { logGroupName });
  await call("CreateLogStream", { logGroupName, logStreamName });
  await call("PutLogEvents", {
    logGroupName,
    logStreamName,
    logEvents: [{ timestamp: Date.now(), message: "hello" }],
  });
  await call("DescribeLogGroups");
  await call("DescribeLogStreams", { logGroupName });
  await call("GetLogEvents", { logGroupName, logStreamName });
  await call("FilterLogEvents", { logGroupName });
  await call("PutRetentionPolicy", { logGroupName, retentionInDays: 7 });
  await call("DescribeLogGroups", { logGroupNamePrefix: logGroupName });
  await call("ListLogGroups", { logGroupNamePattern: "app" });
  await call("DeleteRetentionPolicy", { logGroupName });
  await call("DeleteLogStream", { logGroupName, logStreamName });
  await call("DeleteLogGroup", { logGroupName });
};

export const sts: Scenario = async (call, services) => {
  await call("GetCallerIdentity");
  await call("AssumeRole", { RoleArn: putRole(services, "ec2"), RoleSessionName: "someone" });
};
