/** US dollars in us-east-1, on demand, without the free tiers. Sources: the pricing page of each service on aws.amazon.com. */
export const PRICES = {
  /** Step Functions, Standard: a state transition. */
  standardTransition: 0.025 / 1_000,
  /** Step Functions, Express: a request, and a GB-second of it in steps of 64 MB and 100 ms. */
  expressRequest: 1 / 1_000_000,
  expressGbSecond: 0.00001667,
  lambdaRequest: 0.2 / 1_000_000,
  /** On arm64. */
  lambdaGbSecond: 0.0000133334,
  lambdaX86GbSecond: 0.0000166667,
  sqsRequest: 0.4 / 1_000_000,
  sqsFifoRequest: 0.5 / 1_000_000,
  snsRequest: 0.5 / 1_000_000,
  apiGatewayRequest: 3.5 / 1_000_000,
  appSyncRequest: 4 / 1_000_000,
  dynamodbWrite: 0.625 / 1_000_000,
  dynamodbRead: 0.125 / 1_000_000,
  s3Put: 0.005 / 1_000,
  s3Get: 0.0004 / 1_000,
  /** A customer-managed key, a month: https://aws.amazon.com/kms/pricing/ */
  kmsKeyMonth: 1,
  kmsRequest: 0.03 / 10_000,
  /** A metric of an alarm, a month, and one with a resolution below a minute; https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMetricMonth: 0.1,
  highResolutionAlarmMetricMonth: 0.3,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
  /** A gigabyte written to a log group. */
  logsIngestedGb: 0.5,
  /** https://aws.amazon.com/eventbridge/pricing/ */
  schedulerInvocation: 1 / 1_000_000,
  /** https://aws.amazon.com/cloudtrail/pricing/ */
  cloudTrailDataEvent: 0.1 / 100_000,
  /** A recorded trace: https://aws.amazon.com/xray/pricing/ */
  xrayTrace: 5 / 1_000_000,
} as const;

/** How much of each priced thing was used. */
export type Usage = Partial<Record<keyof typeof PRICES, number>>;

/** US dollars. */
export function costOf(usage: Usage): number {
  return Object.entries(usage).reduce(
    (sum, [item, amount]) => sum + PRICES[item as keyof typeof PRICES] * amount,
    0,
  );
}

/** The GB-seconds that an Express execution is billed for: its duration in steps of 100 ms, its memory in steps of 64 MB. */
export function expressGbSeconds(durationMs: number, memoryMb = 64): number {
  return (Math.max(1, Math.ceil(durationMs / 100)) / 10) * ((Math.ceil(memoryMb / 64) * 64) / 1024);
}

/** The GB-seconds that a Lambda invocation is billed for: its duration in steps of 1 ms. */
export function lambdaGbSeconds(durationMs: number, memoryMb: number): number {
  return (Math.ceil(durationMs) / 1000) * (memoryMb / 1024);
}
