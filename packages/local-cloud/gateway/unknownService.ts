import type { IncomingHttpHeaders } from "node:http";
import { toJson } from "../aws/protocols/json";
import { errorXml } from "../aws/protocols/query";
import { escapeXml } from "../aws/protocols/xml";
import { AwsError, type HttpResponse, type ProtocolFamily } from "../aws/service";

/** Services whose clients expect errors in S3's XML. */
const REST_XML_SERVICES = new Set(["s3", "s3express", "route53", "cloudfront"]);

/** The signing name in a credential scope, in a header or in a query. */
const SIGNING_NAME = /Credential=[^/%]+(?:\/|%2F)\d+(?:\/|%2F)[^/%]+(?:\/|%2F)([a-z0-9-]+)/i;

/** Signature Version 2 has no service in it; here only S3 takes it. */
const isSignedByV2 = ({ authorization }: IncomingHttpHeaders, url: string): boolean =>
  authorization?.startsWith("AWS ") ?? /(?:^|[?&])AWSAccessKeyId=/.test(url);

/** The protocol that the sender of a request seems to use, for when the request matches no service. */
export function guessProtocol(headers: IncomingHttpHeaders, url: string): ProtocolFamily {
  const signingName = SIGNING_NAME.exec(headers.authorization ?? url)?.[1];
  if (signingName && REST_XML_SERVICES.has(signingName)) return "rest-xml";
  const type = headers["content-type"] ?? "";
  if (isSignedByV2(headers, url) || type.startsWith("multipart/form-data")) return "rest-xml";
  if (type.startsWith("application/x-www-form-urlencoded")) return "query";
  return type.startsWith("application/x-amz-json") ? "json" : "rest-json";
}

/** An error for a request that matches no service of the cloud. */
export function encodeErrorFor(protocol: ProtocolFamily, error: AwsError, requestId: string): HttpResponse {
  const { code, message, status } = error;
  switch (protocol) {
    case "query":
      return { status, headers: { "content-type": "text/xml" }, body: errorXml(error, requestId) };
    case "rest-xml": {
      const inner = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
      const body = `<?xml version="1.0" encoding="UTF-8"?><Error>${inner}<RequestId>${requestId}</RequestId></Error>`;
      return { status, headers: { "content-type": "application/xml" }, body };
    }
    case "json":
    case "rest-json":
      return {
        status,
        headers: { "content-type": "application/json", "x-amzn-errortype": code },
        body: toJson({ __type: code, message }),
      };
  }
}

export function unknownService(signingName: string, served: readonly string[]): AwsError {
  const list = served.length > 0 ? [...served].sort().join(", ") : "none";
  const message = `The local cloud has no service "${signingName}". Available: ${list}.`;
  return new AwsError("UnknownServiceException", message, 404);
}
