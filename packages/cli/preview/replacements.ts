/**
 * Properties that a resource cannot change without being replaced: those whose documentation in the AWS provider says
 * "Forces new resource" (https://www.pulumi.com/registry/packages/aws/). Of other types and properties the preview says only
 * that they change.
 */
const REPLACING: Record<string, string[]> = {
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:dynamodb/table:Table": ["name", "hashKey", "rangeKey"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:lambda/alias:Alias": ["name", "functionName"],
  "aws:lambda/function:Function": ["name"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:scheduler/schedule:Schedule": ["name", "namePrefix", "groupName"],
  "aws:sfn/alias:Alias": ["name"],
  "aws:sfn/stateMachine:StateMachine": ["name", "namePrefix", "type"],
  "aws:sns/topic:Topic": ["name", "namePrefix", "fifoTopic"],
  "aws:sqs/queue:Queue": ["name", "namePrefix", "fifoQueue"],
};

/** Whether a change at a property's path replaces a resource: by its type, or since the program says so (`replaceOnChanges`). */
export function replaces(type: string, path: string, replaceOnChanges: string[]): boolean {
  return [...(REPLACING[type] ?? []), ...replaceOnChanges].some((property) => isWithin(path, property));
}

/** Whether a path is a property, or in it; `*` is any. */
export const isWithin = (path: string, property: string): boolean =>
  property === "*" || path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`);
