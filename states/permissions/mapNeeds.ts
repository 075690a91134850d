import type * as pulumi from "@pulumi/pulumi";
import { type Fields, isIntegration, parseTaskResource, type StateLocation } from "../../packages/asl";
import { isObject } from "../inputs";
import { executionsArn, folderArn, mapRunExecutionsArn, prefixArn, stateMachineArn } from "./arns";
import { type Argument, Call, type Need } from "./call";
import { on } from "./rules";
import { bucketRule, objectRule } from "./sdk/shared";

/** Whether a state is a Map whose processor, also under its older name, runs as child executions. */
export const isDistributed = ({ Type, ItemProcessor, Iterator }: Fields): boolean =>
  Type === "Map" &&
  [ItemProcessor, Iterator].some(
    (processor) =>
      isObject(processor) &&
      isObject(processor.ProcessorConfig) &&
      processor.ProcessorConfig.Mode === "DISTRIBUTED",
  );

/**
 * What a distributed Map needs to run its processor as child executions of the same state machine.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export function distributedMapNeeds(state: Fields, self: pulumi.Input<string> | undefined): Need[] {
  if (!isDistributed(state)) return [];
  const start = ["states:StartExecution"];
  if (self === undefined) {
    const unknown =
      "a distributed Map starts executions of its own state machine, whose ARN is not known here";
    return [{ actions: start, target: { unknown } }];
  }
  const argument: Argument = { kind: "known", label: "the state machine's own ARN", value: self };
  const label: Argument =
    state.Label === undefined
      ? { kind: "absent", label: "Label" }
      : { kind: "known", label: "Label", value: state.Label };
  return [
    { actions: start, target: { argument, arn: stateMachineArn } },
    {
      sid: "StatesFollowExecutions",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      target: { argument, arn: executionsArn },
    },
    {
      actions: ["states:RedriveExecution"],
      target: { argument, arn: mapRunExecutionsArn, refinement: label },
    },
  ];
}

/** The needs of reading a Map's items from S3. */
export function itemReaderNeeds(state: Fields, location: StateLocation): Need[] {
  const reader = state.ItemReader;
  if (!isObject(reader)) return [];
  const call = new Call(location, reader);
  const config = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  if (s3Action(reader) === "listObjectsV2") {
    const list = bucketRule("s3:ListBucket")(call);
    const load = config.Transformation === "LOAD_AND_FLATTEN";
    return load ? [...list, ...on(["s3:GetObject"], "Bucket", prefixArn, "Prefix")(call)] : list;
  }
  // A manifest names further objects.
  if (config.InputType === "MANIFEST") return on(["s3:GetObject"], "Bucket", prefixArn)(call);
  return objectRule("s3:GetObject")(call);
}

/** The needs of writing a Map's results to S3, including a multipart upload. */
export function resultWriterNeeds(state: Fields, location: StateLocation): Need[] {
  const writer = state.ResultWriter;
  if (!isObject(writer) || writer.Resource === undefined) return [];
  const actions = ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"];
  const needs = on(actions, "Bucket", folderArn, "Prefix")(new Call(location, writer));
  return needs.map((need) => ({ ...need, sid: "S3WriteResults" }));
}

function s3Action(reader: Fields): string | undefined {
  const resource = parseTaskResource(reader.Resource);
  return isIntegration(resource) ? resource.action : undefined;
}
