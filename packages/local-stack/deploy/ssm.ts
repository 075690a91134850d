import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { Properties, text } from "./properties";

const put = (resource: Resource, { parameterStore }: LocalServices): void => {
  const inputs = Properties.inputsOf(resource);
  const optional = {
    description: inputs.optionalText("description"),
    keyId: inputs.optionalText("keyId"),
    tier: inputs.optionalText("tier"),
    allowedPattern: inputs.optionalText("allowedPattern"),
  };
  parameterStore.put({
    name: text(resource, "name"),
    type: inputs.oneOf("type", ["String", "StringList", "SecureString"]),
    value: inputs.optionalText("value") ?? inputs.text("insecureValue"),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<
      Record<keyof typeof optional, string>
    >),
  });
};

const parameter: Deployer = {
  create: put,
  update(resource, before, services) {
    if (text(resource, "name") !== text(before, "name")) services.parameterStore.delete(text(before, "name"));
    put(resource, services);
  },
  delete: (resource, { parameterStore }) => parameterStore.delete(text(resource, "name")),
};

export const parameterStore: Record<string, Deployer> = {
  "aws:ssm/parameter:Parameter": parameter,
};
