import { anArn, below, named } from "../arn";
import { s3UriArn } from "../arns";
import { sageMaker } from "../kinds";
import { invokeModel } from "../models";
import { sagemaker as optimizedSagemaker } from "../optimized/sagemaker";
import { allOf, on, onGiven } from "../rules";
import { always, anywhere, type Entry } from "./table";

/** Models are run through InvokeModel's permission, also in conversations. */
const model = (streams = "") => always(invokeModel(`bedrock:InvokeModel${streams}`));

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html */
export const bedrockruntime: readonly Entry[] = [
  ["invokeModel converse", model()],
  ["invokeModelWithResponseStream converseStream", model("WithResponseStream")],
  [
    "startAsyncInvoke",
    always(
      allOf(
        invokeModel("bedrock:InvokeModel"),
        onGiven(["s3:PutObject"], "OutputDataConfig.S3OutputDataConfig.S3Uri", s3UriArn),
      ),
    ),
  ],
  [
    "applyGuardrail",
    (actions) =>
      on(actions, "GuardrailIdentifier", named("bedrock", "guardrail/", "a guardrail", /^[a-z0-9]+$/)),
  ],
  ["listAsyncInvokes", anywhere],
  ["getAsyncInvoke", (actions) => on(actions, "InvocationArn", anArn("bedrock"))],
];

const knowledgeBase = named("bedrock", "knowledge-base/", "a knowledge base", /^[0-9A-Za-z]+$/);
const agent = named("bedrock", "agent-alias/", "an agent", /^[0-9A-Za-z]+$/);
const flow = named("bedrock", "flow/", "a flow", /^[0-9A-Za-z]+$/);
const CONFIGURATION = "RetrieveAndGenerateConfiguration.KnowledgeBaseConfiguration";
const agentAlias = below(agent, (arn, alias) => `${arn}/${alias}`);
const flowAlias = below(flow, (arn, alias) => `${arn}/alias/${alias}`);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
export const bedrockagentruntime: readonly Entry[] = [
  ["retrieve", (actions) => on(actions, "KnowledgeBaseId", knowledgeBase)],
  // It retrieves from the knowledge base, and runs the model, for its caller.
  [
    "retrieveAndGenerate",
    (actions) =>
      allOf(
        anywhere(actions),
        on(["bedrock:Retrieve"], `${CONFIGURATION}.KnowledgeBaseId`, knowledgeBase),
        invokeModel("bedrock:InvokeModel", `${CONFIGURATION}.ModelArn`),
      ),
  ],
  ["invokeAgent", (actions) => on(actions, "AgentId", agentAlias, "AgentAliasId")],
  ["invokeFlow", (actions) => on(actions, "FlowIdentifier", flowAlias, "FlowAliasIdentifier")],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
export const bedrockagent: readonly Entry[] = [
  [
    "startIngestionJob stopIngestionJob getIngestionJob listIngestionJobs getKnowledgeBase getDataSource listDataSources",
    (actions) => on(actions, "KnowledgeBaseId", knowledgeBase),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html */
export const sagemakerruntime: readonly Entry[] = [
  [
    "invokeEndpoint invokeEndpointAsync invokeEndpointWithResponseStream",
    (actions) => on(actions, "EndpointName", sageMaker("endpoint")),
  ],
];

const optimized = (call: string): Entry => [call, always(optimizedSagemaker[`sagemaker:${call}`]!)];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html */
export const sagemaker: readonly Entry[] = [
  ...[
    "createTrainingJob",
    "createTransformJob",
    "createProcessingJob",
    "createHyperParameterTuningJob",
    "createModel",
    "createEndpointConfig",
    "createEndpoint",
    "updateEndpoint",
  ].map(optimized),
  [
    "describeTrainingJob stopTrainingJob",
    (actions) => on(actions, "TrainingJobName", sageMaker("training-job")),
  ],
  [
    "describeTransformJob stopTransformJob",
    (actions) => on(actions, "TransformJobName", sageMaker("transform-job")),
  ],
  [
    "describeProcessingJob stopProcessingJob",
    (actions) => on(actions, "ProcessingJobName", sageMaker("processing-job")),
  ],
  ["describeEndpoint deleteEndpoint", (actions) => on(actions, "EndpointName", sageMaker("endpoint"))],
  [
    "describeEndpointConfig deleteEndpointConfig",
    (actions) => on(actions, "EndpointConfigName", sageMaker("endpoint-config")),
  ],
  ["describeModel deleteModel", (actions) => on(actions, "ModelName", sageMaker("model"))],
  ["startPipelineExecution", (actions) => on(actions, "PipelineName", sageMaker("pipeline"))],
  ["listEndpoints listModels listTrainingJobs listTransformJobs listProcessingJobs", anywhere],
];
