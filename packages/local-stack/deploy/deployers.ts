import { aliasStacks } from "./aliasStacks";
import { restApis } from "./apiGateway";
import { graphqlApis } from "./appSync";
import { type Deployer, noopDeployer } from "./deployer";
import { tables } from "./dynamodb";
import { eventBridge } from "./eventBridge";
import { iam } from "./iam";
import { functions } from "./lambda";
import { lambdaPermissions } from "./lambdaPermissions";
import { operations } from "./operations";
import { buckets } from "./s3";
import { schedules } from "./scheduler";
import { secretsManager } from "./secretsManager";
import { topics } from "./sns";
import { queues } from "./sqs";
import { parameterStore } from "./ssm";
import { stateMachines } from "./stepFunctions";

/** By Pulumi's type. */
export const DEPLOYERS: Readonly<Record<string, Deployer>> = {
  ...iam,
  ...aliasStacks,
  ...stateMachines,
  ...functions,
  ...lambdaPermissions,
  ...queues,
  ...restApis,
  ...graphqlApis,
  ...operations,
  ...tables,
  ...buckets,
  ...topics,
  ...schedules,
  ...secretsManager,
  ...parameterStore,
  ...eventBridge,
};

/** Undefined for a type that has no local form. */
export const deployerOf = (type: string): Deployer | undefined =>
  DEPLOYERS[type] ?? (type.startsWith("pulumi:") ? noopDeployer : undefined);
