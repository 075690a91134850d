import type * as aws from "@pulumi/aws";
import { type Creation, DEPLOYED_AT, type Models, model } from "./model";
import { plainName } from "./naming";

export const lambda: Models = {
  "aws:lambda/function:Function": model<aws.lambda.Function, aws.lambda.FunctionArgs>({
    naming: plainName(64, "-_"),
    create: (creation) => {
      const { name, inputs, unique } = creation;
      const arn = functionArn(creation, name);
      const version = inputs.flag("publish") ? "1" : "$LATEST";
      return {
        id: name,
        architectures: ["x86_64"],
        arn,
        codeSha256: unique(43, "code"),
        ephemeralStorage: { size: 512 },
        invokeArn: invokeArn(creation, arn),
        lastModified: DEPLOYED_AT,
        loggingConfig: { logFormat: "Text", logGroup: `/aws/lambda/${name}` },
        memorySize: 128,
        packageType: "Zip",
        publish: false,
        qualifiedArn: `${arn}:${version}`,
        qualifiedInvokeArn: invokeArn(creation, `${arn}:${version}`),
        reservedConcurrentExecutions: -1,
        responseStreamingInvokeArn: invokeArn(creation, arn, "2021-11-15", "response-streaming-invocations"),
        signingJobArn: "",
        signingProfileVersionArn: "",
        sourceCodeHash: unique(43, "code"),
        sourceCodeSize: undefined,
        timeout: 3,
        tracingConfig: { mode: "PassThrough" },
        version,
      };
    },
  }),
  "aws:lambda/alias:Alias": model<aws.lambda.Alias, aws.lambda.AliasArgs>({
    naming: plainName(128, "-_"),
    create: (creation) => {
      const arn = `${functionArn(creation, creation.inputs.text("functionName"))}:${creation.name}`;
      return { id: arn, arn, invokeArn: invokeArn(creation, arn) };
    },
  }),
  "aws:lambda/eventSourceMapping:EventSourceMapping": model<
    aws.lambda.EventSourceMapping,
    aws.lambda.EventSourceMappingArgs
  >({
    create: (creation) => {
      const uuid = creation.uuid();
      return {
        id: uuid,
        amazonManagedKafkaEventSourceConfig: undefined,
        arn: creation.arn("lambda", `event-source-mapping:${uuid}`),
        enabled: true,
        functionArn: functionArn(creation, creation.inputs.text("functionName")),
        lastModified: DEPLOYED_AT,
        lastProcessingResult: "",
        maximumRecordAgeInSeconds: undefined,
        maximumRetryAttempts: undefined,
        parallelizationFactor: undefined,
        selfManagedKafkaEventSourceConfig: undefined,
        state: creation.inputs.values.enabled === false ? "Disabled" : "Enabled",
        stateTransitionReason: "USER_INITIATED",
        uuid,
      };
    },
  }),
  "aws:lambda/permission:Permission": model<aws.lambda.Permission, aws.lambda.PermissionArgs>({
    naming: plainName(100, "-_", { property: "statementId" }),
    create: ({ name }) => ({ id: name, statementId: name, statementIdPrefix: "" }),
  }),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": model<
    aws.lambda.FunctionEventInvokeConfig,
    aws.lambda.FunctionEventInvokeConfigArgs
  >({
    create: ({ inputs }) => ({
      id: [inputs.text("functionName"), inputs.text("qualifier")].filter(Boolean).join(":"),
      maximumRetryAttempts: 2,
    }),
  }),
  "aws:lambda/functionUrl:FunctionUrl": model<aws.lambda.FunctionUrl, aws.lambda.FunctionUrlArgs>({
    create: (creation) => {
      const urlId = creation.unique(32);
      return {
        id: creation.inputs.text("functionName"),
        functionArn: functionArn(creation, creation.inputs.text("functionName")),
        functionUrl: creation.endpoint
          ? `${creation.endpoint}/lambda-url/${urlId}/`
          : `https://${urlId}.lambda-url.${creation.region}.on.aws/`,
        invokeMode: "BUFFERED",
        urlId,
      };
    },
  }),
  "aws:lambda/layerVersion:LayerVersion": model<aws.lambda.LayerVersion, aws.lambda.LayerVersionArgs>({
    create: ({ arn, inputs, unique }) => {
      const layerArn = arn("lambda", `layer:${inputs.text("layerName")}`);
      return {
        id: `${layerArn}:1`,
        arn: `${layerArn}:1`,
        codeSha256: unique(43, "code"),
        createdDate: DEPLOYED_AT,
        layerArn,
        signingJobArn: "",
        signingProfileVersionArn: "",
        sourceCodeHash: unique(43, "code"),
        sourceCodeSize: undefined,
        version: "1",
      };
    },
  }),
};

/** A function is given by its name, or by its ARN with or without a qualifier. */
function functionArn({ arn }: Creation, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : arn("lambda", `function:${nameOrArn}`);
}

/** The ARN that API Gateway uses to call a function. */
function invokeArn(
  { partition, region }: Creation,
  functionArn: string,
  version = "2015-03-31",
  action = "invocations",
): string {
  return `arn:${partition}:apigateway:${region}:lambda:path/${version}/functions/${functionArn}/${action}`;
}
