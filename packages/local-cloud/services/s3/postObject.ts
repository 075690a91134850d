import { escapeXml } from "../../aws/protocols/xml";
import { AwsError, type HttpRequest, type HttpResponse } from "../../aws/service";
import { readInput } from "./codec";
import { checkPostPolicy } from "./postPolicy";
import { readS3Request, type S3Request } from "./request";
import { readTagging } from "./tagging";

/** How a form is answered. */
export interface PostAnswer {
  status: number;
  redirect?: string;
}

/** Fields that are headers of `PutObject` under their own names. */
const HEADERS = new Set([
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
]);
const isHeader = (name: string) =>
  HEADERS.has(name) || /^x-amz-(?!algorithm$|credential$|date$|signature$|security-token$)/.test(name);

/**
 * The upload by a form as a `PutObject` ({@link https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html}).
 * Throws {@link AwsError} for a form that its policy does not allow.
 */
export function readPostedObject(
  received: HttpRequest,
  now: number,
): { request: S3Request; answer: PostAnswer } {
  const { fields, file } = received.form!;
  const sent = readS3Request(received);
  const { bucket } = sent;
  if (bucket === "" || sent.key !== "")
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  const key = (fields.get("key") ?? "").replace(/\$\{filename\}/g, () => fileName(file.name));
  if (key === "") {
    throw new AwsError(
      "InvalidArgument",
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      400,
      {
        ArgumentName: "key",
        ArgumentValue: "",
      },
    );
  }
  const named = new Map([...fields, ["bucket", bucket], ["key", key]]);
  checkPostPolicy(fields.get("policy") ?? "", named, file.content.length, [now, Date.now()]);
  const headers: Record<string, string> = { host: sent.headers.host ?? "" };
  for (const [name, value] of fields) if (isHeader(name)) headers[name] = value;
  const acl = fields.get("acl");
  if (acl !== undefined) headers["x-amz-acl"] = acl;
  const tagging = fields.get("tagging");
  if (tagging !== undefined) headers["x-amz-tagging"] = tagsOf(tagging, sent);
  const request = {
    method: "PUT",
    bucket,
    key,
    query: new URLSearchParams(),
    headers,
    body: file.content,
  };
  return { request, answer: answerOf(fields) };
}

/** Browsers may send a path. */
const fileName = (name: string) => name.replace(/^.*[/\\]/s, "");

/** The tags of a document as a header has them. */
function tagsOf(xml: string, request: S3Request): string {
  const { Tagging } = readInput("PutObjectTagging", { ...request, body: Buffer.from(xml) });
  return new URLSearchParams(
    readTagging(Tagging).map(({ Key, Value }): [string, string] => [Key, Value]),
  ).toString();
}

function answerOf(fields: ReadonlyMap<string, string>): PostAnswer {
  const redirect = fields.get("success_action_redirect") ?? fields.get("redirect");
  const status = Number(fields.get("success_action_status"));
  return {
    status: status === 200 || status === 201 ? status : 204,
    ...(redirect !== undefined && URL.canParse(redirect) && { redirect }),
  };
}

/** The response to a form whose object was stored. */
export function answerPost(
  { bucket, key, headers }: S3Request,
  { status, redirect }: PostAnswer,
  stored: HttpResponse,
): HttpResponse {
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  const location = `http://${headers.host}/${path}`;
  const etag = stored.headers.etag ?? "";
  if (redirect !== undefined) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.set(name, value);
    return { status: 303, headers: { ...stored.headers, location: url.href }, body: "" };
  }
  const answer = { status, headers: { ...stored.headers, location }, body: "" };
  if (status !== 201) return answer;
  const members = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const xml = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return {
    ...answer,
    headers: { ...answer.headers, "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${xml.join("")}</PostResponse>`,
  };
}
