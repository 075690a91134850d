import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { destinationPermission } from "./destination";
import { environmentKeyDenied, invalidParameter } from "./errors";
import type { FunctionConfiguration, FunctionVersion } from "./function";

/** A permission that a role must have before AWS accepts a setting. */
export interface CheckedPermission {
  action: string;
  resource: string;
  /** Its name in AWS's message: `ReceiveMessage on SQS`. */
  checked: string;
}

/** The permissions for active tracing. */
const TRACING_PERMISSIONS: CheckedPermission[] = [
  { action: "xray:PutTraceSegments", resource: "*", checked: "PutTraceSegments on XRAY" },
  { action: "xray:PutTelemetryRecords", resource: "*", checked: "PutTelemetryRecords on XRAY" },
];

/** The permissions that AWS checks when a function is created or its configuration is updated. */
export function configurationPermissions(configuration: FunctionConfiguration): CheckedPermission[] {
  const { tracingMode, deadLetterTargetArn } = configuration;
  return [
    ...(tracingMode === "Active" ? TRACING_PERMISSIONS : []),
    ...(deadLetterTargetArn ? [destinationPermission(deadLetterTargetArn)] : []),
  ];
}

/** Throws AWS's error for the first permission that the role lacks; its cause is the access denied error. */
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

/** Checks that environment variables encrypted with a customer-managed key can be decrypted. Throws `KMSAccessDeniedException`. */
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

/** Sets an error's cause. */
export function causedBy(cause: AwsError, error: AwsError): AwsError {
  error.cause = cause;
  return error;
}
