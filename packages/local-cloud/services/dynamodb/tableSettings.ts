import { AwsError } from "../../aws/service";
import type { PersistedValues } from "../../data/persistedValues";
import { type Input, type KeyNames, validationError } from "./item";

interface KeyElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

interface IndexDescription {
  IndexName: string;
  KeySchema: KeyElement[];
}

export interface TimeToLive {
  AttributeName: string;
  Enabled: boolean;
}

interface Settings {
  deletionProtected: boolean;
  /** ARN of the key in AWS KMS; absent for one of DynamoDB's own. */
  keyArn?: string;
  timeToLive?: TimeToLive;
  recovery: { enabled: boolean; days: number; since?: number };
  tags: Map<string, string>;
  /** Of the table, and of its indexes by name. */
  keys: KeyNames;
  indexKeys: Map<string, KeyNames>;
}

/** Settings as they are stored on disk. */
export type StoredSettings = Omit<Settings, "tags" | "indexKeys"> & {
  tags: [string, string][];
  indexKeys: [string, KeyNames][];
};

/** What is stored about each table here: the settings that the backend does not have, and the names of the keys. */
export class TableSettings {
  private readonly tables = new Map<string, Settings>();

  /** @param stored where they are stored, by table. Default: in memory only. */
  constructor(private readonly stored?: PersistedValues<StoredSettings>) {
    for (const [table, { tags, indexKeys, ...settings }] of stored?.entries() ?? []) {
      this.tables.set(table, { ...settings, tags: new Map(tags), indexKeys: new Map(indexKeys) });
    }
  }

  /** Stores the table's current settings. */
  save(table: string): void {
    const settings = this.tables.get(table);
    if (settings) {
      const { tags, indexKeys } = settings;
      this.stored?.set(table, { ...settings, tags: [...tags], indexKeys: [...indexKeys] });
    } else this.stored?.delete(table);
  }

  /** The names of the tables. */
  names(): string[] {
    return [...this.tables.keys()];
  }

  has(table: string): boolean {
    return this.tables.has(table);
  }

  /** Throws `ResourceNotFoundException` for an unknown table. */
  get(table: string): Settings {
    const settings = this.tables.get(table);
    if (settings) return settings;
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${table} not found`,
    );
  }

  find(table: string): Settings | undefined {
    return this.tables.get(table);
  }

  delete(table: string): void {
    this.tables.delete(table);
  }

  /** Notes the keys of a table and its indexes as the API describes them. */
  describe(table: string, description: Input): Settings {
    const settings = this.tables.get(table) ?? {
      deletionProtected: false,
      recovery: { enabled: false, days: 35 },
      tags: new Map<string, string>(),
      keys: [],
      indexKeys: new Map(),
    };
    settings.keys = keyNames((description.KeySchema ?? []) as KeyElement[]);
    const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = description;
    const indexes = [GlobalSecondaryIndexes, LocalSecondaryIndexes].flatMap(
      (list) => (list ?? []) as IndexDescription[],
    );
    settings.indexKeys = new Map(indexes.map((index) => [index.IndexName, keyNames(index.KeySchema)]));
    this.tables.set(table, settings);
    return settings;
  }

  setTimeToLive(table: string, wanted: TimeToLive): Input {
    const settings = this.get(table);
    const enabled = settings.timeToLive?.Enabled ?? false;
    if (enabled === wanted.Enabled) {
      throw validationError(`TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
    }
    settings.timeToLive = wanted;
    return { TimeToLiveSpecification: wanted };
  }

  describeTimeToLive(table: string): Input {
    const { timeToLive } = this.get(table);
    if (!timeToLive?.Enabled) return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
    const { AttributeName } = timeToLive;
    return { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName } };
  }

  setRecovery(table: string, wanted: { enabled: boolean; days?: number }, now: number): Input {
    const settings = this.get(table);
    const { since = now } = settings.recovery;
    const { enabled, days = 35 } = wanted;
    settings.recovery = enabled ? { enabled, days, since } : { enabled, days };
    return this.describeRecovery(table, now);
  }

  describeRecovery(table: string, now: number): Input {
    const { enabled, days, since = now } = this.get(table).recovery;
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: enabled
          ? {
              PointInTimeRecoveryStatus: "ENABLED",
              RecoveryPeriodInDays: days,
              EarliestRestorableDateTime: new Date(since),
              LatestRestorableDateTime: new Date(now),
            }
          : { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  }
}

function keyNames(schema: KeyElement[]): KeyNames {
  const hash = schema.filter(({ KeyType }) => KeyType === "HASH");
  const range = schema.filter(({ KeyType }) => KeyType === "RANGE");
  return [...hash, ...range].map(({ AttributeName }) => AttributeName);
}
