import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PersistedValues } from "./persistedValues";

/** Changes whenever an older version could not read what a newer one wrote, or the other way round. */
const FORMAT = 2;
const DATABASE = "cloud.db";
const PROCESS = "pid";

/** The account and region that a directory belongs to. */
export interface Owner {
  accountId: string;
  region: string;
}

/** The directory cannot be used: the message gives the reason and the remedy. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

/**
 * What a local cloud stores on disk. Every change is handed to the operating system before the call that made it
 * returns, so that no change is lost when the process ends, however abruptly; if the machine crashes, the latest
 * changes may be lost. Only one process at a time can use the directory: the operating system releases the lock when
 * that process ends.
 */
export class DataDirectory {
  /**
   * Creates the directory if it does not exist, accessible only to its owner.
   *
   * @throws DataDirectoryError
   */
  static open(directory: string, owner: Owner): DataDirectory {
    prepare(directory);
    const database = connect(directory);
    try {
      checkOwner(directory, database, owner);
      writeFileSync(path.join(directory, PROCESS), String(process.pid), { mode: 0o600 });
      return new DataDirectory(directory, database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private constructor(
    readonly directory: string,
    private readonly database: DatabaseSync,
  ) {}

  /** The values of one kind; each kind is used by one store. */
  /** @param parse reads a value from its JSON */
  values<Value>(kind: string, parse?: (text: string) => unknown): PersistedValues<Value> {
    return new PersistedValues<Value>(this.database, kind, parse);
  }

  /** All changes that `work` makes, or none of them. */
  atomically(work: () => void): void {
    this.database.exec("BEGIN");
    try {
      work();
      this.database.exec("COMMIT");
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }

  /** A subdirectory for an emulator's own data. */
  subdirectory(name: string): string {
    const directory = path.join(this.directory, name);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  /** Releases the directory for other processes. */
  close(): void {
    this.database.close();
  }
}

/** Creates a file that only its owner can access, if it does not exist: SQLite gives its journals the same permissions. */
export function touchPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}

function prepare(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirectoryError(`${directory} cannot store data: ${(error as Error).message}`);
  }
  if (existsSync(path.join(directory, DATABASE)) || readdirSync(directory).length === 0) return;
  throw new DataDirectoryError(
    `${directory} contains files that were not written by a local cloud. Choose an empty directory, or one that does not exist yet.`,
  );
}

/** The database, locked for as long as it is open. */
function connect(directory: string): DatabaseSync {
  const file = path.join(directory, DATABASE);
  touchPrivate(file);
  const database = new DatabaseSync(file);
  try {
    // Nothing is lost when the process ends: by then the operating system has everything that was written.
    database.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN IMMEDIATE; COMMIT",
    );
    return database;
  } catch (error) {
    database.close();
    throw unusable(directory, error as Error);
  }
}

function unusable(directory: string, error: Error & { errcode?: number }): DataDirectoryError {
  // SQLITE_BUSY
  if (error.errcode === 5) {
    const holder = path.join(directory, PROCESS);
    const pid = existsSync(holder) ? ` (process ${readFileSync(holder, "utf8")})` : "";
    return new DataDirectoryError(
      `${directory} is in use by another local cloud${pid}. Stop that one, or choose another directory.`,
    );
  }
  return new DataDirectoryError(
    `${path.join(directory, DATABASE)} cannot be read: ${error.message}. Restore it, or choose another directory.`,
  );
}

function checkOwner(directory: string, database: DatabaseSync, { accountId, region }: Owner): void {
  database.exec("CREATE TABLE IF NOT EXISTS about (format INTEGER, account TEXT, region TEXT)");
  const about = database.prepare("SELECT format, account, region FROM about").get();
  if (!about) {
    database.exec(
      "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID",
    );
    database.prepare("INSERT INTO about VALUES (?, ?, ?)").run(FORMAT, accountId, region);
    return;
  }
  if (about.format !== FORMAT) {
    throw new DataDirectoryError(
      `${directory} has the data format ${about.format}, and this version reads format ${FORMAT}. Choose another directory.`,
    );
  }
  if (about.account === accountId && about.region === region) return;
  throw new DataDirectoryError(
    `${directory} holds the data of account ${about.account} in ${about.region}, and the stack is in account ${accountId} in ${region}. Choose another directory.`,
  );
}
