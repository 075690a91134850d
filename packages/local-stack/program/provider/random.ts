import type { Creation, Models } from "./model";

const text = ({ inputs, unique }: Creation) => {
  const length = Number(inputs.text("length", "16"));
  let result = "";
  for (let part = 0; result.length < length; part++) result += unique(100, `part ${part}`);
  return result.slice(0, length);
};

/** `@pulumi/random`: values that are the same in every evaluation, as if they were kept in a stack's state. */
export const random: Models = {
  "random:index/randomString:RandomString": {
    create: (creation) => ({ id: text(creation), result: text(creation) }),
  },
  "random:index/randomPassword:RandomPassword": {
    create: (creation) => ({ id: "none", result: text(creation), bcryptHash: "" }),
  },
  "random:index/randomUuid:RandomUuid": {
    create: ({ uuid }) => ({ id: uuid(), result: uuid() }),
  },
  "random:index/randomInteger:RandomInteger": {
    create: ({ inputs, hex }) => {
      const [min, max] = [Number(inputs.text("min")), Number(inputs.text("max"))];
      const result = min + (Number.parseInt(hex(12), 16) % (max - min + 1));
      return { id: String(result), result };
    },
  },
  "random:index/randomId:RandomId": {
    create: ({ inputs, hex }) => {
      const digits = hex(2 * Number(inputs.text("byteLength", "8")));
      const prefix = inputs.text("prefix");
      const bytes = Buffer.from(digits, "hex");
      return {
        id: bytes.toString("base64url"),
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + bytes.toString("base64url"),
        dec: prefix + BigInt(`0x${digits}`).toString(),
        hex: prefix + digits,
      };
    },
  },
  "random:index/randomPet:RandomPet": {
    create: ({ inputs, hex }) => {
      const parts = [inputs.text("prefix"), "pet", hex(6)].filter(Boolean);
      const id = parts.join(inputs.text("separator", "-"));
      return { id };
    },
  },
};
