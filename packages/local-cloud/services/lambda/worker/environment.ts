import { join } from "node:path";
import type { Cloud, Session } from "../../../aws/service";
import type { FunctionVersion } from "../function";

/** Directories that the workers of one local cloud share. */
export interface RuntimeDirectories {
  /** Above every function's code; also the workers' home, so that no configuration of the host's user is read. */
  root: string;
  /** Where this machine's Node modules are, if it has the AWS SDK: Lambda's runtime brings the SDK along. */
  sdkModules?: string;
}

/** The environment variables of a worker: what Lambda defines, the function's own, and nothing of the host's. */
export function workerEnvironment(
  version: FunctionVersion,
  session: Session,
  cloud: Cloud,
  directories: RuntimeDirectories,
  logStream: string,
): Record<string, string> {
  const { configuration } = version;
  return {
    ...configuration.environment,
    ...hostEnvironment(directories),
    _HANDLER: configuration.handler,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: session.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: session.credentials.sessionToken,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    LAMBDA_TASK_ROOT: version.code.directory,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LANG: "en_US.UTF-8",
    TZ: configuration.environment.TZ ?? ":UTC",
  };
}

/** What Node and the system read as a process starts. */
const AT_START = /^(?:HOME|LANG|LC_\w+|NODE_\w+|PATH|SystemRoot|TZ|USERPROFILE)$/;

/**
 * Divides variables into those that a process must start with and those that it can be told once it runs. Any other
 * program of the same user can read the former (`/proc/PID/environ`), other functions too: credentials are among the latter.
 */
export function divideEnvironment(
  environment: Record<string, string>,
): Record<"atStart" | "onceRunning", Record<string, string>> {
  const chosen = (isAtStart: boolean) =>
    Object.fromEntries(Object.entries(environment).filter(([name]) => AT_START.test(name) === isAtStart));
  return { atStart: chosen(true), onceRunning: chosen(false) };
}

/** What a Node process needs on this machine. */
function hostEnvironment(directories: RuntimeDirectories): Record<string, string> {
  const { SystemRoot } = process.env;
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: directories.root,
    USERPROFILE: directories.root,
    NODE_COMPILE_CACHE: join(directories.root, ".compile-cache"),
    ...(SystemRoot !== undefined && { SystemRoot }),
  };
}
