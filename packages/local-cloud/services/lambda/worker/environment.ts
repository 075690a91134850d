import { delimiter, join } from "node:path";
import type { Cloud, Session } from "../../../aws/service";
import type { FunctionVersion } from "../function";

/** The directories that the workers of one local cloud share. */
export interface RuntimeDirectories {
  /** The parent of every function's code; also the workers' home directory, so that the user's configuration is not read. */
  root: string;
  /** This machine's `node_modules`, if the AWS SDK is in it: Lambda's runtime includes the SDK. */
  sdkModules?: string;
  /** The directories of the layers' contents, by the ARN of the layer's version. */
  layers: ReadonlyMap<string, string>;
}

/** The environment variables of a worker: Lambda's and the function's, but not the host's. */
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
    ...searchPaths(configuration, directories),
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
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    LAMBDA_TASK_ROOT: version.code.directory,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LANG: "en_US.UTF-8",
    TZ: configuration.environment.TZ ?? ":UTC",
  };
}

/** The variables that Node, Python and the system read when a process starts. */
const AT_START = /^(?:HOME|LANG|LC_\w+|NODE_\w+|PATH|PYTHON\w+|SystemRoot|TZ|USERPROFILE)$/;

/**
 * Divides variables into those that a process must start with and those that can be sent to it afterwards. Any program of
 * the same user, including other functions, can read the former (`/proc/PID/environ`): credentials are among the latter.
 */
export function divideEnvironment(
  environment: Record<string, string>,
): Record<"atStart" | "afterStart", Record<string, string>> {
  const chosen = (isAtStart: boolean) =>
    Object.fromEntries(Object.entries(environment).filter(([name]) => AT_START.test(name) === isAtStart));
  return { atStart: chosen(true), afterStart: chosen(false) };
}

/**
 * Where modules of layers are found, which are in `/opt` on AWS
 * ({@link https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html}); those of a later layer win.
 */
function searchPaths(
  { layers, runtime, environment }: FunctionVersion["configuration"],
  { layers: known }: RuntimeDirectories,
): Record<string, string> {
  const directories = layers.flatMap((arn) => known.get(arn) ?? []).reverse();
  if (directories.length === 0) return {};
  const [name, folders] = runtime.startsWith("python")
    ? ["PYTHONPATH", ["python", join("python/lib", runtime, "site-packages")]]
    : [
        "NODE_PATH",
        [
          "nodejs/node_modules",
          join("nodejs", runtime.replace(/^nodejs(\d+)\.x$/, "node$1"), "node_modules"),
        ],
      ];
  const own = environment[name];
  const paths = directories.flatMap((directory) => folders.map((folder) => join(directory, folder)));
  return { [name]: [...(own === undefined ? [] : [own]), ...paths].join(delimiter) };
}

/** The variables that a Node process needs on this machine. */
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
