import * as path from "node:path";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Architecture, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

const HANDLERS = process.env.HANDLERS!;

/** A function with a log group of its own, its handler bundled with esbuild. */
export function inlineFunction(
  scope: Construct,
  id: string,
  environment: Record<string, string> = {},
): NodejsFunction {
  return new NodejsFunction(scope, id, {
    entry: path.join(HANDLERS, `${id}.ts`),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: Duration.seconds(10),
    tracing: Tracing.ACTIVE,
    environment,
    logGroup: new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    bundling: { minify: true, mainFields: ["module", "main"], externalModules: [] },
  });
}
