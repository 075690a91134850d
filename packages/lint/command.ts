import { flag, UsageError } from "../terminal";

const TYPES = ["STANDARD", "EXPRESS"] as const;

export const LINT = {
  usage: "workflows lint FILE… [options]",
  purpose:
    "Check state machine definitions in JSON or YAML: what Step Functions rejects, and what it reads in another way than it looks",
  arguments: {
    file: {
      description: "files, patterns such as 'states/**/*.asl.json', and - for stdin",
      repeatable: true,
      read: (_value: string | undefined, _name: string, values: readonly string[]): readonly string[] =>
        values,
    },
  },
  options: {
    type: {
      value: "TYPE",
      description: "of the workflows: STANDARD (the default) or EXPRESS; what a template says comes first",
      read: (value: string | undefined, name: string): (typeof TYPES)[number] | undefined => {
        const type = TYPES.find((each) => each === value);
        if (value !== undefined && !type)
          throw new UsageError(`${name} is '${value}'; allowed: ${TYPES.join(", ")}`);
        return type;
      },
    },
    "max-warnings": {
      value: "NUMBER",
      description: "exit with 1 if there are more warnings than this (default: any number is allowed)",
      read: (value: string | undefined, name: string): number => {
        if (value === undefined) return Number.POSITIVE_INFINITY;
        if (!/^\d{1,9}$/.test(value))
          throw new UsageError(`${name} is '${value}'; allowed: a whole number from 0`);
        return Number(value);
      },
    },
    json: flag("print the findings as JSON, one a line"),
    sarif: flag("print the findings as SARIF 2.1.0, which code hosts show beside the lines"),
  },
  examples: [
    ["workflows lint 'states/**/*.asl.json'", "all definitions below a folder"],
    [
      "workflows lint template.yaml --sarif > lint.sarif",
      "those of a CloudFormation or SAM template, for a code host",
    ],
  ],
} as const;
