import type { Rule } from "../call";
import { sageMaker } from "../kinds";
import { allOf, managedRule, on, onNew, passRole } from "../rules";

/**
 * A job of SageMaker, its tags, which Step Functions adds and lists, and the role that it runs with.
 * @param name the job's kind in the API's names: `TrainingJob`
 * @param kind the job's kind in its ARN: `training-job`
 * @param role the argument that names the role, if the call has one
 */
function job(name: string, kind: string, role?: string, rule?: string): Record<"once" | "sync", Rule> {
  const resource = sageMaker(kind);
  const field = `${name}Name`;
  const pass = role ? passRole(role, "sagemaker") : () => [];
  const tags = onNew(["sagemaker:AddTags", "sagemaker:ListTags"], field, resource);
  return {
    once: allOf(onNew([`sagemaker:Create${name}`], field, resource), tags, pass),
    sync: allOf(
      onNew(
        [`sagemaker:Create${name}`, `sagemaker:Describe${name}`, `sagemaker:Stop${name}`],
        field,
        resource,
      ),
      tags,
      pass,
      rule ? managedRule(rule) : () => [],
    ),
  };
}

const training = job(
  "TrainingJob",
  "training-job",
  "RoleArn",
  "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
);
const transform = job(
  "TransformJob",
  "transform-job",
  undefined,
  "StepFunctionsGetEventsForSageMakerTransformJobsRule",
);
const processing = job(
  "ProcessingJob",
  "processing-job",
  "RoleArn",
  "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
);
const tuning = job(
  "HyperParameterTuningJob",
  "hyper-parameter-tuning-job",
  "TrainingJobDefinition.RoleArn",
  "StepFunctionsGetEventsForSageMakerTuningJobsRule",
);
// AWS shows no rule for labeling jobs.
const labeling = job("LabelingJob", "labeling-job", "RoleArn");

const endpoint = (action: string): Rule =>
  allOf(
    onNew([`sagemaker:${action}`], "EndpointName", sageMaker("endpoint")),
    on([`sagemaker:${action}`], "EndpointConfigName", sageMaker("endpoint-config")),
  );

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/sagemaker-iam.html */
export const sagemaker: Record<string, Rule> = {
  "sagemaker:createTrainingJob": training.once,
  "sagemaker:createTrainingJob.sync": training.sync,
  "sagemaker:createTransformJob": transform.once,
  "sagemaker:createTransformJob.sync": transform.sync,
  "sagemaker:createProcessingJob": processing.once,
  "sagemaker:createProcessingJob.sync": processing.sync,
  "sagemaker:createHyperParameterTuningJob": tuning.once,
  "sagemaker:createHyperParameterTuningJob.sync": tuning.sync,
  "sagemaker:createLabelingJob": labeling.once,
  "sagemaker:createLabelingJob.sync": labeling.sync,
  "sagemaker:createModel": allOf(
    onNew(["sagemaker:CreateModel"], "ModelName", sageMaker("model")),
    passRole("ExecutionRoleArn", "sagemaker"),
  ),
  "sagemaker:createEndpointConfig": onNew(
    ["sagemaker:CreateEndpointConfig"],
    "EndpointConfigName",
    sageMaker("endpoint-config"),
  ),
  "sagemaker:createEndpoint": endpoint("CreateEndpoint"),
  "sagemaker:updateEndpoint": endpoint("UpdateEndpoint"),
};
