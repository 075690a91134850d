import { expression, expressions } from "./jsonata";
import { dataReferencePath } from "./paths";
import { integer, number, oneOf, orExpression, text } from "./scalars";
import { type Check, type FieldSpec, inLanguage, list, object } from "./schema";
import { at, fail, isObject, quote, type Site } from "./site";
import { payloadTemplate } from "./template";

const evaluated = expression();

/** A count, in JSONata also an expression; in JSONPath also read from the corresponding `…Path` field. */
export function countOrPath(name: string, check: Check): Record<string, FieldSpec> {
  return {
    [name]: { check: orExpression(check, evaluated) },
    [`${name}Path`]: { check: dataReferencePath, language: "JSONPath" },
  };
}

const template = inLanguage(payloadTemplate, expressions());

const request: Record<string, FieldSpec> = {
  Parameters: { check: payloadTemplate, language: "JSONPath" },
  Arguments: { check: expressions(), language: "JSONata" },
};

function storage(...operations: string[]): Check {
  return (value, site) => {
    const known = operations.some(
      (operation) =>
        typeof value === "string" &&
        /^arn:aws[a-z-]*:states:::/.test(value) &&
        value.endsWith(`:::${operation}`),
    );
    if (!known)
      fail(
        site,
        `The resource provided ${quote(value)} is not recognized; there are [${operations.map((each) => `arn:aws:states:::${each}`).join(", ")}]`,
      );
  };
}

/** Where a distributed Map reads its items from
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html}). */
export const itemReader = object({
  fields: {
    Resource: { check: storage("s3:getObject", "s3:listObjectsV2"), required: true },
    ...request,
    ReaderConfig: {
      check: object({
        fields: {
          InputType: { check: oneOf("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST") },
          Transformation: { check: oneOf("NONE", "LOAD_AND_FLATTEN") },
          ManifestType: { check: oneOf("ATHENA_DATA", "S3_INVENTORY") },
          CSVHeaderLocation: { check: oneOf("FIRST_ROW", "GIVEN") },
          CSVHeaders: { check: list(text, { nonEmpty: true }) },
          CSVDelimiter: { check: oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB") },
          ItemsPointer: { check: text },
          ...countOrPath("MaxItems", integer(0, 100_000_000)),
        },
        exclusive: [["MaxItems", "MaxItemsPath"]],
      }),
    },
  },
});

/** How a distributed Map groups its items
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html}). */
export const itemBatcher = object({
  fields: {
    ...countOrPath("MaxItemsPerBatch", integer(0, Number.MAX_SAFE_INTEGER)),
    ...countOrPath("MaxInputBytesPerBatch", integer(0, 262_144)),
    BatchInput: { check: template },
  },
  exclusive: [
    ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
    ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
  ],
  oneOf: [["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]],
});

/** Where a distributed Map writes its results to
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html}). */
export const resultWriter = object({
  fields: {
    Resource: { check: storage("s3:putObject") },
    ...request,
    WriterConfig: {
      check: object({
        fields: {
          Transformation: { check: oneOf("NONE", "COMPACT", "FLATTEN") },
          OutputType: { check: oneOf("JSON", "JSONL"), required: true },
        },
      }),
    },
  },
  oneOf: [["Resource", "WriterConfig"]],
});

/** How the items of a Map run: in the same execution, or each in its own execution. */
export const processorConfig: Check = (value, site) => {
  processorConfigFields(value, site);
  if (!isObject(value)) return;
  const distributed = value.Mode === "DISTRIBUTED";
  if (distributed && value.ExecutionType === undefined)
    fail(site, "These fields are required: [ExecutionType]");
  if (!distributed && value.ExecutionType !== undefined && !site.report.unknown(value.Mode)) {
    fail(site, "Field 'ExecutionType' is only supported when Mode is 'DISTRIBUTED'");
  }
  if (distributed && site.workflowType === "EXPRESS")
    fail(site, "Express state machine does not support 'DISTRIBUTED' mode of Map");
};

const processorConfigFields = object({
  fields: {
    Mode: { check: oneOf("INLINE", "DISTRIBUTED") },
    ExecutionType: { check: oneOf("STANDARD", "EXPRESS") },
  },
});

export const toleratedFailures: Record<string, FieldSpec> = {
  ...countOrPath("ToleratedFailurePercentage", number(0, 100)),
  ...countOrPath("ToleratedFailureCount", integer(0, Number.MAX_SAFE_INTEGER)),
};

const distributedOnly = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "Label",
  ...Object.keys(toleratedFailures),
];

/** What holds between the fields of a Map: some mean something only if its items run in executions of their own. */
export const mapRules: Check = (value, site) => {
  if (!isObject(value)) return;
  const processor = value.ItemProcessor ?? value.Iterator;
  if (site.report.unknown(processor) || !isObject(processor) || modeOf(processor, site) !== "INLINE") return;
  for (const field of distributedOnly.filter((name) => value[name] !== undefined)) {
    const message = `Field '${field}' has no effect unless the Mode of ProcessorConfig is 'DISTRIBUTED'`;
    site.report.add("ERROR", "DISTRIBUTED_ONLY", message, at(site, `/${field}`).location);
  }
};

function modeOf(processor: Record<string, unknown>, site: Site): unknown {
  const config = processor.ProcessorConfig;
  if (config === undefined) return "INLINE";
  return isObject(config) && !site.report.unknown(config) ? (config.Mode ?? "INLINE") : undefined;
}

/** A name in the ARN of a Map Run: at most 40 characters. */
export const label: Check = (value, site) => {
  if (typeof value !== "string" || !/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,40}$/u.test(value)) {
    const message = `Label must have 1 to 40 characters and no white space, brackets or special characters, got ${quote(value)}`;
    site.report.add("ERROR", "INVALID_LABEL_NAME", message, site.location);
  }
};
