/** Reads what the program registered. */
export interface Registered {
  /** The inputs of the resource of a type, of which there is one, or of that name. */
  inputs(type: string, name?: string): Record<string, unknown>;
  all(type: string): Record<string, unknown>[];
}

export interface Row {
  /** What is registered. */
  row: string;
  given(registered: Registered): unknown;
  expected: unknown;
}

/** What the resources of a stack must say, by row of what the workflow must do. */
export const registeredRows = (stack: "dev" | "prod"): Row[] => [
  {
    row: "a table of one active order per account and vendor",
    given: ({ inputs }) => {
      const { hashKey, rangeKey, deletionProtectionEnabled } = inputs("aws:dynamodb/table:Table");
      return [hashKey, rangeKey, deletionProtectionEnabled];
    },
    expected: ["accountid", "vendorid", stack === "prod"],
  },
  {
    row: "no function between the API and the machine",
    given: ({ inputs }) => {
      const { type, uri } = inputs("aws:apigateway/integration:Integration", "orders-order-POST-integration");
      return [type, uri];
    },
    expected: ["AWS", "arn:aws:apigateway:us-east-1:states:action/StartExecution"],
  },
  {
    row: `methods that ask for ${stack === "dev" ? "a key" : "a signature"}`,
    given: ({ all }) =>
      all("aws:apigateway/method:Method")
        .map(({ httpMethod, authorization, apiKeyRequired }) => [httpMethod, authorization, apiKeyRequired])
        .sort(),
    expected: ["DELETE", "GET", "GET", "OPTIONS", "OPTIONS", "POST"].map((method) => [
      method,
      stack === "dev" || method === "OPTIONS" ? "NONE" : "AWS_IAM",
      stack === "dev" && method !== "OPTIONS",
    ]),
  },
  {
    row: `${stack === "dev" ? "a" : "no"} usage plan`,
    given: ({ all }) =>
      all("aws:apigateway/usagePlan:UsagePlan").map(({ throttleSettings }) => throttleSettings),
    expected: stack === "dev" ? [{ rateLimit: 10_000, burstLimit: 5_000 }] : [],
  },
  {
    row: "throttling as configured, tracing and an access log",
    given: ({ inputs }) => {
      const { settings } = inputs("aws:apigateway/methodSettings:MethodSettings");
      const { xrayTracingEnabled, accessLogSettings } = inputs("aws:apigateway/stage:Stage");
      return [settings, xrayTracingEnabled, accessLogSettings !== undefined];
    },
    expected: [
      { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000, metricsEnabled: true },
      true,
      true,
    ],
  },
  {
    row: "a validator of bodies and parameters",
    given: ({ inputs }) => {
      const validator = inputs("aws:apigateway/requestValidator:RequestValidator");
      return [validator.validateRequestBody, validator.validateRequestParameters];
    },
    expected: [true, true],
  },
  {
    row: "a bucket that is private, versioned and has lifecycle rules",
    given: ({ inputs }) => {
      const name = "orders-invoices";
      const { bucket: _, ...access } = inputs(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        `${name}-access`,
      );
      const versioning = inputs("aws:s3/bucketVersioning:BucketVersioning", `${name}-versioning`);
      const { rules } = inputs(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        `${name}-lifecycle`,
      );
      return [Object.values(access), versioning.versioningConfiguration, (rules as unknown[]).length];
    },
    expected: [[true, true, true, true], { status: "Enabled" }, 1],
  },
  {
    row: "a bucket that is encrypted, and spoken to by TLS only",
    given: ({ inputs }) => {
      const { rules } = inputs(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "orders-invoices-encryption",
      );
      const [rule] = rules as { applyServerSideEncryptionByDefault: { sseAlgorithm: string } }[];
      const { policy } = inputs("aws:s3/bucketPolicy:BucketPolicy", "orders-invoices-policy");
      const [statement] = JSON.parse(String(policy)).Statement;
      return [rule?.applyServerSideEncryptionByDefault.sseAlgorithm, statement.Effect, statement.Condition];
    },
    expected: [stack === "prod" ? "aws:kms" : "AES256", "Deny", { Bool: { "aws:SecureTransport": "false" } }],
  },
  {
    row: "an encrypted topic",
    given: ({ inputs }) =>
      String(inputs("aws:sns/topic:Topic", "orders-accepted").kmsMasterKeyId).replace(
        /\/[0-9a-f-]{36}$/,
        "/KEY",
      ),
    expected: stack === "prod" ? "arn:aws:kms:us-east-1:123456789012:key/KEY" : "alias/aws/sns",
  },
];
