import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { destinationPermission } from "./destination";
import { environmentKeyDenied, invalidParameter } from "./errors";
import type { FunctionConfiguration, FunctionVersion } from "./function";

/** What a role must be allowed before AWS accepts a setting. */
export interface CheckedPermission {
  action: string;
  resource: string;
  /** Its name in AWS's message: `ReceiveMessage on SQS`. */
  checked: string;
}

/** What active tracing needs. */
const TRACING_PERMISSIONS: CheckedPermission[] = [
  { action: "xray:PutTraceSegments", resource: "*", checked: "PutTraceSegments on XRAY" },
  { action: "xray:PutTelemetryRecords", resource: "*", checked: "PutTelemetryRecords on XRAY" },
];

/** What AWS checks the execution role for when a function is created or its configuration updated. */
export function configurationPermissions(configuration: FunctionConfiguration): CheckedPermission[] {
  const { tracingMode, deadLetterTargetArn } = configuration;
  return [
    ...(tracingMode === "Active" ? TRACING_PERMISSIONS : []),
    ...(deadLetterTargetArn ? [destinationPermission(deadLetterTargetArn)] : []),
  ];
}

/** Throws AWS's error for the first permission that the role does not have; its cause is the refusal. */
export function checkPermissions(
  cloud: Cloud,
  role: Caller,
  permissions: CheckedPermission[],
  operation: string,
): void {
  for (const { action, resource, checked } of permissions) {
    try {
      cloud.authorize(role, [{ action, resource }], operation);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw causedBy(
        error,
        invalidParameter(`The provided execution role does not have permissions to call ${checked}`),
      );
    }
  }
}

/** Opens the environment variables that a customer-managed key encrypts. Throws `KMSAccessDeniedException`. */
export function decryptEnvironment(cloud: Cloud, role: Caller, version: FunctionVersion): void {
  const { kmsKeyArn, environment } = version.configuration;
  if (kmsKeyArn === undefined || Object.keys(environment).length === 0) return;
  const context = { "kms:EncryptionContext:aws:lambda:FunctionArn": version.arn };
  try {
    cloud.authorize(role, [{ action: "kms:Decrypt", resource: kmsKeyArn, context }], "Invoke");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw causedBy(error, environmentKeyDenied(error.message));
  }
}

/** The error with what led to it. */
export function causedBy(cause: AwsError, error: AwsError): AwsError {
  error.cause = cause;
  return error;
}
