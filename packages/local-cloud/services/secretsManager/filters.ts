import { invalidParameter } from "./inputs";
import type { Secret } from "./secrets";

interface Filter {
  Key?: string;
  Values?: string[];
}

const TEXTS: Readonly<Record<string, (secret: Secret) => string[]>> = {
  description: ({ description }) => (description === undefined ? [] : description.split(/[ ,/_+=.@-]+/)),
  name: ({ name }) => [name],
  "tag-key": ({ tags }) => [...tags.keys()],
  "tag-value": ({ tags }) => [...tags.values()],
  all: (secret) => ["description", "name", "tag-key", "tag-value"].flatMap((key) => TEXTS[key]!(secret)),
};

/**
 * Whether a secret matches all filters: a value is the beginning of a text, with `!` before it that of none
 * ({@link https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html}).
 */
export function readFilters(filters: readonly Filter[]): (secret: Secret) => boolean {
  const tests = filters.map(({ Key = "", Values = [] }) => {
    const texts = TEXTS[Key];
    if (!texts)
      throw invalidParameter(`The filter key is '${Key}'; allowed: ${Object.keys(TEXTS).join(", ")}`);
    return (secret: Secret) => Values.some((value) => matches(texts(secret), value));
  });
  return (secret) => tests.every((test) => test(secret));
}

function matches(texts: readonly string[], value: string): boolean {
  const negated = value.startsWith("!");
  const start = negated ? value.slice(1) : value;
  return texts.some((text) => text.startsWith(start)) !== negated;
}
