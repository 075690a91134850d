import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { allow, callerWith, startS3, type TestS3 } from "./support";

const SECRET = "local";
const hmac = (algorithm: string, key: string | Buffer, text: string) =>
  createHmac(algorithm, key).update(text).digest();

describe("requests that are signed beforehand", () => {
  let s3: TestS3;
  const Bucket = "shared";
  before(async () => {
    s3 = await startS3();
    await s3.call("CreateBucket", { Bucket });
    await s3.call("PutObject", { Bucket, Key: "a b", Body: "text", ContentType: "text/plain" });
  });
  after(() => s3.close());

  const read = async (Key: string) => String((await s3.call("GetObject", { Bucket, Key })).Body);
  const codeOf = (xml: string) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1];

  describe("by Signature Version 2, as boto3 does for an endpoint that is not AWS's", () => {
    const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
    interface Presigned {
      method?: string;
      key?: string;
      parameters?: Record<string, string>;
      expires?: number;
      accessKeyId?: string;
    }
    const presign = ({
      method = "GET",
      key = "a%20b",
      parameters = {},
      expires = inAnHour(),
      accessKeyId = "local",
    }: Presigned) => {
      const path = `/${Bucket}/${key}`;
      const names = Object.keys(parameters).sort();
      const amz = names.filter((name) => name.startsWith("x-amz-"));
      const signed = names.filter((name) => !name.startsWith("x-amz-") && name !== "content-type");
      const resource = signed
        .map((name) => (parameters[name] === "" ? name : `${name}=${parameters[name]}`))
        .join("&");
      const text =
        `${method}\n\n${parameters["content-type"] ?? ""}\n${expires}\n` +
        amz.map((name) => `${name}:${parameters[name]}\n`).join("") +
        path +
        (resource && `?${resource}`);
      const url = new URL(path, s3.cloud.endpoint);
      const Signature = hmac("sha1", SECRET, text).toString("base64");
      const all = { AWSAccessKeyId: accessKeyId, Signature, Expires: String(expires), ...parameters };
      url.search = String(new URLSearchParams(all));
      return url;
    };

    it("read and write an object", async () => {
      const answer = await fetch(presign({}));
      assert.deepEqual([answer.status, await answer.text()], [200, "text"]);
      const type = { "content-type": "text/html" };
      const url = presign({ method: "PUT", key: "new", parameters: { ...type, "x-amz-meta-team": "a" } });
      assert.equal((await fetch(url, { method: "PUT", body: "put", headers: type })).status, 200);
      const { Metadata, ContentType } = await s3.call("GetObject", { Bucket, Key: "new" });
      assert.deepEqual([await read("new"), Metadata, ContentType], ["put", { team: "a" }, "text/html"]);
    });

    it("name versions, parts and headers of the response", async () => {
      const url = presign({ parameters: { "response-content-type": "text/x", versionId: "null" } });
      assert.equal((await fetch(url)).headers.get("content-type"), "text/x");
      url.searchParams.set("versionId", "x".repeat(32));
      assert.equal(codeOf(await (await fetch(url)).text()), "SignatureDoesNotMatch");
    });

    it("are refused in S3's XML, with the request's id", async () => {
      const changed = presign({});
      changed.pathname = `/${Bucket}/new`;
      const copying = presign({ method: "PUT", key: "copy" });
      copying.searchParams.set("x-amz-copy-source", `${Bucket}/new`);
      const attributes = presign({});
      attributes.searchParams.set("attributes", "");
      const unreadable = presign({});
      unreadable.searchParams.delete("Expires");
      const cases: [URL, string, string, number][] = [
        [changed, "GET", "SignatureDoesNotMatch", 403],
        [copying, "PUT", "SignatureDoesNotMatch", 403],
        [attributes, "GET", "SignatureDoesNotMatch", 403],
        [presign({ expires: 1 }), "GET", "AccessDenied", 403],
        [presign({ accessKeyId: "AKIAUNKNOWN" }), "GET", "InvalidAccessKeyId", 403],
        [unreadable, "GET", "AuthorizationHeaderMalformed", 400],
      ];
      for (const [url, method, code, status] of cases) {
        const answer = await fetch(url, { method });
        const xml = await answer.text();
        assert.deepEqual([answer.status, codeOf(xml)], [status, code], url.href);
        const id = answer.headers.get("x-amz-request-id");
        assert.ok(id);
        assert.match(xml, new RegExp(`<RequestId>${id}</RequestId>`));
      }
    });

    it("name operations that are not served", async () => {
      for (const [parameter, operation] of [
        ["session", "CreateSession"],
        ["torrent", "GetObjectTorrent"],
        ["acl", "acl"],
      ]) {
        const answer = await fetch(presign({ parameters: { [parameter!]: "" } }));
        assert.deepEqual([answer.status, codeOf(await answer.clone().text())], [501, "NotImplemented"]);
        assert.match(await answer.text(), new RegExp(`\\(${operation}\\)`));
      }
    });

    it("sign headers of any request", async () => {
      const date = new Date().toUTCString();
      const signature = hmac("sha1", SECRET, `GET\n\n\n\nx-amz-date:${date}\n/${Bucket}/a%20b`).toString(
        "base64",
      );
      const headers = { "x-amz-date": date, authorization: `AWS local:${signature}` };
      const answer = await fetch(new URL(`/${Bucket}/a%20b`, s3.cloud.endpoint), { headers });
      assert.equal(await answer.text(), "text");
    });
  });

  describe("by a form", () => {
    type Conditions = (object | [string, unknown, unknown])[];
    interface Form {
      fields?: Record<string, string>;
      conditions?: Conditions;
      expiration?: string;
      version?: 2 | 4;
      keys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    }
    const LOCAL = { accessKeyId: "local", secretAccessKey: SECRET };
    const post = async (
      { fields = {}, conditions, expiration, version = 4, keys = LOCAL }: Form,
      content: Blob | string = new Blob(["content"]),
    ) => {
      const scope = `${new Date().toISOString().slice(0, 10).replaceAll("-", "")}/us-east-1/s3/aws4_request`;
      const own: Record<string, string> =
        version === 2
          ? { AWSAccessKeyId: keys.accessKeyId }
          : {
              "x-amz-credential": `${keys.accessKeyId}/${scope}`,
              "x-amz-algorithm": "AWS4-HMAC-SHA256",
              "x-amz-date": "20250101T000000Z",
            };
      const token: Record<string, string> =
        keys.sessionToken === undefined ? {} : { "x-amz-security-token": keys.sessionToken };
      const all: Record<string, string> = { key: "posted", ...fields, ...own, ...token };
      const text = JSON.stringify({
        expiration: expiration ?? new Date(Date.now() + 60_000).toISOString(),
        conditions: conditions ?? [
          { bucket: Bucket },
          ...Object.entries(all).map(([name, value]) => ["eq", `$${name}`, value]),
        ],
      });
      const policy = Buffer.from(text).toString("base64");
      let key: Buffer = Buffer.from(`AWS4${keys.secretAccessKey}`);
      for (const part of scope.split("/")) key = hmac("sha256", key, part);
      const signature =
        version === 2
          ? { signature: hmac("sha1", keys.secretAccessKey, policy).toString("base64") }
          : { "x-amz-signature": hmac("sha256", key, policy).toString("hex") };
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...all, policy, ...signature })) form.set(name, value);
      if (typeof content === "string") form.set("file", content);
      else form.set("file", content, "C:\\photos\\cat.png");
      const answer = await fetch(new URL(`/${Bucket}`, s3.cloud.endpoint), {
        method: "POST",
        body: form,
        redirect: "manual",
      });
      return { status: answer.status, headers: answer.headers, xml: await answer.text() };
    };

    for (const version of [2, 4] as const) {
      it(`store an object, by Signature Version ${version}`, async () => {
        const fields = { "Content-Type": "image/png", "x-amz-meta-by": "me", acl: "private" };
        const { status, headers } = await post({ version, fields });
        const location = `${s3.cloud.endpoint}/${Bucket}/posted`;
        assert.deepEqual([status, headers.get("location")], [204, location]);
        const { ContentType, Metadata } = await s3.call("GetObject", { Bucket, Key: "posted" });
        assert.deepEqual(
          [await read("posted"), ContentType, Metadata],
          ["content", "image/png", { by: "me" }],
        );
      });
    }

    it("take the file's name, a text as the file, and tags", async () => {
      const tagging = "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag></TagSet></Tagging>";
      // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own
      const fields = { key: "in/${filename}", tagging };
      const conditions: Conditions = [
        ["starts-with", "$key", "in/"],
        ["starts-with", "$x-amz-credential", ""],
      ];
      for (const name of ["x-amz-algorithm", "x-amz-date", "tagging"])
        conditions.push(["starts-with", `$${name}`, ""]);
      await post({ fields, conditions });
      assert.equal(await read("in/cat.png"), "content");
      const { TagSet } = await s3.call("GetObjectTagging", { Bucket, Key: "in/cat.png" });
      assert.deepEqual(TagSet, [{ Key: "a", Value: "b c" }]);
      assert.equal((await post({}, "as text")).status, 204);
      assert.equal(await read("posted"), "as text");
    });

    it("are answered as they say", async () => {
      const created = await post({ fields: { success_action_status: "201" } });
      assert.equal(created.status, 201);
      assert.match(created.xml, /<PostResponse><Location>.*<Bucket>shared<\/Bucket><Key>posted<\/Key><ETag>/);
      const redirected = await post({ fields: { success_action_redirect: "http://localhost/done?a=1" } });
      const target = new URL(redirected.headers.get("location")!);
      assert.deepEqual(
        [redirected.status, target.searchParams.get("a"), target.searchParams.get("key")],
        [303, "1", "posted"],
      );
    });

    it("are refused if their policy, their signature or the signer's role does not allow them", async () => {
      const any: Conditions = [
        "key",
        "x-amz-credential",
        "x-amz-algorithm",
        "x-amz-date",
        "x-amz-security-token",
      ].map((name) => ["starts-with", `$${name}`, ""]);
      const caller = callerWith(s3.cloud, "poster", [allow("s3:PutObject", `arn:aws:s3:::${Bucket}/own/*`)]);
      const { credentials } = s3.cloud.assumeRole(caller.roleArn!, {
        principal: { service: "lambda.amazonaws.com" },
        sessionName: "form",
      });
      const cases: [Form, code: string, message?: RegExp][] = [
        [{ expiration: "2020-01-01T00:00:00Z" }, "AccessDenied", /Policy expired/],
        [{ conditions: [...any, { bucket: "other" }] }, "AccessDenied", /Condition failed: .*bucket.*other/],
        [{ conditions: [...any, ["starts-with", "$key", "in/"]] }, "AccessDenied", /Condition failed/],
        [{ conditions: any.slice(1) }, "AccessDenied", /Extra input fields: key/],
        [{ conditions: [...any, ["content-length-range", 0, 3]] }, "EntityTooLarge"],
        [{ conditions: [...any, ["content-length-range", 8, 10]] }, "EntityTooSmall"],
        [
          { conditions: [...any, ["like", "$key", "a"]] },
          "InvalidPolicyDocument",
          /allowed: eq, starts-with/,
        ],
        [{ keys: { ...LOCAL, secretAccessKey: "other" } }, "SignatureDoesNotMatch"],
        [{ version: 2, keys: { ...LOCAL, secretAccessKey: "other" } }, "SignatureDoesNotMatch"],
        [{ fields: { key: "theirs" }, conditions: any, keys: credentials }, "AccessDenied", /s3:PutObject/],
      ];
      await s3.call("DeleteObject", { Bucket, Key: "posted" });
      for (const [form, code, message = /./] of cases) {
        const { xml } = await post(form);
        assert.equal(codeOf(xml), code, xml);
        assert.match(xml, message);
      }
      assert.equal(
        (await post({ fields: { key: "own/a" }, conditions: any, keys: credentials })).status,
        204,
      );
      await assert.rejects(read("posted"), { code: "NoSuchKey" });
    });

    it("are refused if they cannot be read", async () => {
      const url = new URL(`/${Bucket}`, s3.cloud.endpoint);
      const headers = { "content-type": "multipart/form-data; boundary=x" };
      const broken = await fetch(url, { method: "POST", headers, body: "no form" });
      assert.equal(codeOf(await broken.text()), "MalformedPOSTRequest");
      const empty = new FormData();
      empty.set("key", "a");
      assert.equal(
        codeOf(await (await fetch(url, { method: "POST", body: empty })).text()),
        "InvalidArgument",
      );
      empty.set("file", "a");
      const unsigned = await fetch(url, { method: "POST", body: empty });
      assert.deepEqual([unsigned.status, codeOf(await unsigned.text())], [403, "AccessDenied"]);
    });
  });
});
