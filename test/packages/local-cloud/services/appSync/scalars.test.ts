import assert from "node:assert/strict";
import { type Served, serve } from "../../../local-stack/deploy/appSyncSupport";
import { closeClouds } from "../../gateway/support";

interface Table {
  label: string;
  valid: unknown[];
  invalid: unknown[];
}

const SCALARS: Record<string, Table> = {
  AWSDate: {
    label: "Date Object",
    valid: ["1970-01-01", "1970-01-01Z", "1970-01-01-07:00", "1970-01-01+05:30", "2024-02-29", "0001-01-01"],
    invalid: [
      "1970-1-1",
      "2023-02-29",
      "1970-13-01",
      "1970-00-10",
      "01.01.1970",
      "",
      "1970-01-01T00:00Z",
      5,
      true,
    ],
  },
  AWSTime: {
    label: "Time Object",
    valid: [
      "12:30",
      "12:30Z",
      "12:30:24-07:00",
      "12:30:24.500+05:30",
      "23:59:59.123456789",
      "12:30+05:30:20",
    ],
    invalid: ["24:00", "12:60", "12", "12:30:24.", "12:30:24.1234567890", "noon", 12],
  },
  AWSDateTime: {
    label: "DateTime Object",
    valid: [
      "1970-01-01T12:30:00.000Z",
      "1970-01-01T00:00Z",
      "1970-01-01T12:30:00-07:00",
      "1970-01-01T12:30+05:30:10",
    ],
    invalid: ["1970-01-01T12:30:00", "1970-01-01", "2023-02-30T00:00:00Z", "1970-01-01 00:00:00Z", 0],
  },
  AWSTimestamp: {
    label: "timestamp",
    valid: [0, -1, 1_760_000_000, 4_102_444_800],
    invalid: ["0", 1.5, "now", true],
  },
  AWSEmail: {
    label: "Email",
    valid: ["username@example.com", "a.b+c@x.co.uk", "o'brien@example.com"],
    invalid: ["username", "@example.com", "a@", "a b@example.com", ".a@example.com", "a..b@example.com", 7],
  },
  AWSURL: {
    label: "URL",
    valid: ["https://www.example.com/a?b=c//d", "http://localhost/", "mailto:a@example.com", "ftp://x.org/a"],
    invalid: ["www.example.com", "/path", "https://example.com//a", "http://", "", 7],
  },
  AWSPhone: {
    label: "Phone",
    valid: ["+1 555-123-4567", "(206) 555 0100", "2065550100", "+49 30 123456"],
    invalid: ["phone", "12", "+", "1234567890123456789", "555-CALL-NOW", 2065550100],
  },
  AWSIPAddress: {
    label: "IP Address",
    valid: ["127.0.0.1", "::1", "1a2b:3c4b::1234:4567", "10.0.0.0/8", "2001:db8::/32"],
    invalid: ["127.0.0.256", "localhost", "10.0.0.0/33", "10.0.0.0/", "1.2.3.4/8/8", "1.2.3.4/1e1", ""],
  },
};

const SCHEMA = `type Value { ${Object.keys(SCALARS)
  .map((name) => `f${name}: ${name}`)
  .join(" ")} fAWSJSON: AWSJSON }
type Query {
  ${Object.keys(SCALARS)
    .map((name) => `t${name}(value: ${name}): Value`)
    .join("\n  ")}
  tAWSJSON(value: AWSJSON): Value
}`;

interface Sent {
  arguments?: { value?: unknown };
}

/** An API whose function returns its argument, or what a test sets. */
async function echo(): Promise<Served & { answer: { value?: unknown }; received: unknown[] }> {
  const answer: { value?: unknown } = {};
  const received: unknown[] = [];
  const api = await serve(SCHEMA, {
    lambda: (event) => {
      const value = "value" in answer ? answer.value : (event as Sent).arguments?.value;
      received.push((event as Sent).arguments?.value);
      const names = [...Object.keys(SCALARS), "AWSJSON"];
      return JSON.stringify(Object.fromEntries(names.map((name) => [`f${name}`, value])));
    },
  });
  return { ...api, answer, received };
}

describe("AppSync: scalars", () => {
  afterEach(closeClouds);

  for (const [name, { label, valid, invalid }] of Object.entries(SCALARS)) {
    const byVariable = `query ($value: ${name}) { t${name}(value: $value) { f${name} } }`;

    it(`accepts and returns ${name}`, async () => {
      const api = await echo();
      for (const value of valid) {
        const expected = { data: { [`t${name}`]: { [`f${name}`]: value } } };
        assert.deepEqual((await api.post({ query: byVariable, variables: { value } })).body, expected);
        const literal = `{ t${name}(value: ${JSON.stringify(value)}) { f${name} } }`;
        assert.deepEqual((await api.post({ query: literal })).body, expected);
      }
    });

    it(`rejects what is not ${name}`, async () => {
      const api = await echo();
      for (const value of invalid) {
        const asVariable = (await api.post({ query: byVariable, variables: { value } })).body.errors?.[0];
        assert.equal(
          asVariable?.message,
          `Variable 'value' has an invalid value. Unable to parse \`${value}\` as a valid ${label}.`,
        );
        const query = `{ t${name}(value: ${JSON.stringify(value)}) { f${name} } }`;
        const asLiteral = (await api.post({ query })).body.errors?.[0];
        const shown = typeof value === "string" ? `'${value}'` : value;
        assert.equal(
          asLiteral?.message.replace(/\w+Value\{value=/, ""),
          `Validation error of type WrongType: argument 'value' with value '${shown}}' is not a valid '${name}' @ 't${name}'`,
        );
      }
      assert.deepEqual(api.received, []);
    });

    it(`does not return what is not ${name}`, async () => {
      const api = await echo();
      for (const value of invalid) {
        api.answer.value = value;
        assert.deepEqual((await api.post({ query: `{ t${name} { f${name} } }` })).body, {
          data: { [`t${name}`]: { [`f${name}`]: null } },
          errors: [
            {
              path: [`t${name}`, `f${name}`],
              locations: null,
              message: `Can't serialize value (/t${name}/f${name}) : Unable to serialize \`${value}\` as a valid ${label}.`,
            },
          ],
        });
      }
    });
  }

  it("passes the parsed value of an AWSJSON to the function, and JSON text to the client", async () => {
    const api = await echo();
    const query = "query ($value: AWSJSON) { tAWSJSON(value: $value) { fAWSJSON } }";
    for (const value of [{ a: [1, null] }, [1, 2], 7, true, "text"]) {
      const { body } = await api.post({ query, variables: { value: JSON.stringify(value) } });
      assert.deepEqual(api.received.pop(), value);
      if (typeof value === "string") continue;
      assert.deepEqual(body, { data: { tAWSJSON: { fAWSJSON: JSON.stringify(value) } } });
    }
    for (const value of ["{a: 1}", "{'a': 1}", "Unquoted string", ""]) {
      const { body } = await api.post({ query, variables: { value } });
      assert.match(body.errors?.[0]?.message ?? "", /as a valid JSON Object\.$/);
    }
    api.answer.value = '{"a":1}';
    assert.deepEqual((await api.post({ query })).body.data, { tAWSJSON: { fAWSJSON: '{"a":1}' } });
  });
});
