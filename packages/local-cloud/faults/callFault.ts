import { AwsError, type Service } from "../aws/service";

/** The faults that can be injected into a call of a service. */
export const CALL_FAULTS = [
  "throttled once",
  "throttled always",
  "refused",
  "timed out",
  "crashed before",
  "crashed after",
  "answered twice",
  "answered late",
  "carried out late",
  "client in between",
] as const;

export type CallFault = (typeof CALL_FAULTS)[number];

/** Whether the fault affects every call, not only the first. */
export const isPermanent = (fault: CallFault): boolean => fault === "throttled always" || fault === "refused";

/**
 * The errors of a service that throttles and of one that fails, by signing name.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */
const ERRORS: Readonly<Record<string, { busy: [code: string, status: number]; broken: string }>> = {
  dynamodb: { busy: ["ProvisionedThroughputExceededException", 400], broken: "InternalServerError" },
  lambda: { busy: ["TooManyRequestsException", 429], broken: "ServiceException" },
  s3: { busy: ["SlowDown", 503], broken: "InternalError" },
  sns: { busy: ["Throttled", 429], broken: "InternalError" },
  sqs: { busy: ["RequestThrottled", 403], broken: "InternalFailure" },
};
const OTHERS: (typeof ERRORS)[string] = { busy: ["ThrottlingException", 400], broken: "InternalFailure" };

const errorsOf = ({ signingName }: Service) => ERRORS[signingName] ?? OTHERS;

export function throttled(service: Service): AwsError {
  const [code, status] = errorsOf(service).busy;
  return new AwsError(code, "Rate exceeded", status);
}

export const broken = (service: Service): AwsError =>
  new AwsError(errorsOf(service).broken, "The service failed while it was processing the request.", 500);

/** As IAM denies a request, under the error code of the service's protocol. */
export function refused({ protocol = "json", refusalCode, signingName }: Service): AwsError {
  const isXml = protocol === "query" || protocol === "rest-xml";
  const code = refusalCode ?? (isXml ? "AccessDenied" : "AccessDeniedException");
  const status = protocol === "json" ? 400 : 403;
  return new AwsError(code, `not authorized to perform this action of ${signingName}`, status);
}
