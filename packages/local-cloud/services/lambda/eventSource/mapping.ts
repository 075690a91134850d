import { invalidParameter } from "../errors";

export interface CreateEventSourceMappingInput {
  /** ARN of a queue. */
  EventSourceArn: string;
  FunctionName: string;
  /** 1–10, up to 10,000 with a batching window for standard queues. Default 10. */
  BatchSize?: number;
  /** Seconds, 0–300, on the clock of the local cloud. Default 0. */
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
  /** Concurrent batches: 2–1000. Default 5, AWS's initial concurrency. */
  ScalingConfig?: { MaximumConcurrency?: number };
  /** Default true. */
  Enabled?: boolean;
  FilterCriteria?: { Filters?: { Pattern?: string }[] };
}

export interface MappingSettings {
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsItemFailures: boolean;
  maximumConcurrency: number;
}

const INITIAL_CONCURRENCY = 5;

/** Adds the defaults and makes the checks that AWS makes on the parameters alone. */
export function mappingSettings(input: CreateEventSourceMappingInput): MappingSettings {
  const { EventSourceArn: queueArn, BatchSize: batchSize = 10 } = input;
  const windowSeconds = input.MaximumBatchingWindowInSeconds ?? 0;
  const isFifo = queueArn.endsWith(".fifo");
  if (!/^arn:aws[a-z-]*:sqs:[^:]+:\d{12}:[^:]+$/.test(queueArn)) {
    throw invalidParameter(
      `Unrecognized event source: ${queueArn}. Only queues can be polled on this machine.`,
    );
  }
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > (isFifo ? 10 : 10_000)) {
    throw invalidParameter(`Batch size must be between 1 and ${isFifo ? 10 : 10_000} for ${queueArn}.`);
  }
  if (isFifo && windowSeconds > 0) {
    throw invalidParameter("Batching window is not supported for FIFO queues");
  }
  if (!(windowSeconds >= 0 && windowSeconds <= 300)) {
    throw invalidParameter("Maximum batch window in seconds must be between 0 and 300");
  }
  if (batchSize > 10 && windowSeconds === 0) {
    throw invalidParameter(
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    );
  }
  const maximumConcurrency = input.ScalingConfig?.MaximumConcurrency ?? INITIAL_CONCURRENCY;
  if (maximumConcurrency < 2 || maximumConcurrency > 1000) {
    throw invalidParameter("Maximum concurrency must be between 2 and 1000");
  }
  if (input.FilterCriteria?.Filters?.length) {
    throw invalidParameter("FilterCriteria is not supported on this machine.");
  }
  const types = input.FunctionResponseTypes ?? [];
  return {
    queueArn,
    batchSize,
    windowSeconds,
    reportsItemFailures: types.includes("ReportBatchItemFailures"),
    maximumConcurrency,
  };
}
