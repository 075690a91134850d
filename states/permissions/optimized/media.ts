import { s3UriArn } from "../arns";
import type { Call, Rule } from "../call";
import { customizationJob, customModel, mediaJob } from "../kinds";
import { invokeModel, onModel } from "../models";
import { allOf, managedRule, onAll, onAny, onGiven, passRole } from "../rules";

const given = (call: Call, ...fields: string[]) =>
  fields.some((field) => call.argument(field).kind !== "absent");

const customize = allOf(
  onModel(["bedrock:CreateModelCustomizationJob"], "BaseModelIdentifier"),
  onAll(["bedrock:CreateModelCustomizationJob"], customModel),
  onAll(["bedrock:CreateModelCustomizationJob"], customizationJob),
  (call) =>
    given(call, "CustomModelTags", "JobTags")
      ? allOf(
          onAll(["bedrock:TagResource"], customModel),
          onAll(["bedrock:TagResource"], customizationJob),
        )(call)
      : [],
  passRole("RoleArn", "bedrock"),
);

// AWS asks for all resources: a job's queue, template and presets are optional in its ARNs.
const createJob = allOf(onAny("mediaconvert:CreateJob"), passRole("Role", "mediaconvert"));

/**
 * Amazon Bedrock and AWS Elemental MediaConvert.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/mediaconvert-iam.html
 */
export const media: Record<string, Rule> = {
  "bedrock:invokeModel": allOf(
    invokeModel("bedrock:InvokeModel"),
    onGiven(["s3:GetObject"], "Input.S3Uri", s3UriArn),
    onGiven(["s3:PutObject"], "Output.S3Uri", s3UriArn),
  ),
  "bedrock:createModelCustomizationJob": customize,
  // Step Functions polls the job: AWS names no rule of EventBridge for it.
  "bedrock:createModelCustomizationJob.sync": allOf(
    customize,
    onAll(["bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob"], customizationJob),
  ),
  "mediaconvert:createJob": createJob,
  "mediaconvert:createJob.sync": allOf(
    createJob,
    onAll(["mediaconvert:GetJob", "mediaconvert:CancelJob"], mediaJob),
    managedRule("StepFunctionsGetEventsForMediaConvertJobRule"),
  ),
};
