import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type ApiRequest, failed, parameterOf, refuse, respond } from "./api";
import { ID } from "./order";

/** How long an invoice's URL is valid, in seconds. */
const URL_SECONDS = 3600;

/**
 * `GET /invoice?accountid&invoicekey`: a URL for the invoice, valid for an hour. 200, 400, or 404 if the invoice does
 * not exist or is not the account's.
 */
export const getObject = () => {
  const client = new S3Client({});
  return async (request: ApiRequest) => {
    const accountid = parameterOf(request, "accountid");
    const invoicekey = parameterOf(request, "invoicekey");
    if (!new RegExp(ID).test(accountid)) return refuse(400, `accountid must match ${ID}`);
    const owner = /^\d{4}\/\d{2}\/([^/]+)\/[A-Za-z0-9_:-]+\.json$/.exec(invoicekey)?.[1];
    if (!owner) return refuse(400, "invoicekey must be like 2026/11/ACCOUNT/ORDER.json");
    const none = refuse(404, `account ${accountid} has no invoice ${invoicekey}`);
    if (owner !== accountid) return none;
    const object = { Bucket: process.env.BUCKET_NAME, Key: invoicekey };
    try {
      const { Metadata } = await client.send(new HeadObjectCommand(object));
      if (Metadata?.accountid !== accountid) return none;
      const url = await getSignedUrl(client, new GetObjectCommand(object), { expiresIn: URL_SECONDS });
      return respond(200, { url, expiresin: URL_SECONDS });
    } catch (error) {
      return (error as Error).name === "NotFound" ? none : failed(error);
    }
  };
};
