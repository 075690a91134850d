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
const FORMAT = 1;
const DATABASE = "cloud.db";
const PROCESS = "pid";

/** Whose data a directory holds. */
export interface Owner {
  accountId: string;
  region: string;
}

/** The directory cannot be used: the message says why, and what to do. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

/**
 * What a local cloud keeps on disk. Every change is handed to the operating system before the call that made it returns, so
 * that the end of the process, however sudden, loses none; the end of the machine may lose the latest. One process at a time
 * has the directory: the operating system itself takes the lock back when that ends.
 */
export class DataDirectory {
  /**
   * Makes the directory if it is not there, readable for its owner alone.
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

  /** Values of one kind; a kind has one user. */
  values<Value>(kind: string): PersistedValues<Value> {
    return new PersistedValues<Value>(this.database, kind);
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

  /** A directory for an emulator's own data, in this one. */
  subdirectory(name: string): string {
    const directory = path.join(this.directory, name);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  /** Lets another process have the directory. */
  close(): void {
    this.database.close();
  }
}

/** Makes a file for its owner alone, if it is not there: SQLite gives its journals the same permissions. */
export function touchPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
}

function prepare(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirectoryError(`${directory} cannot hold data: ${(error as Error).message}`);
  }
  if (existsSync(path.join(directory, DATABASE)) || readdirSync(directory).length === 0) return;
  throw new DataDirectoryError(
    `${directory} has files in it that no local cloud put there. Give an empty directory, or one that is not there yet.`,
  );
}

/** The database, locked for as long as it is open. */
function connect(directory: string): DatabaseSync {
  const file = path.join(directory, DATABASE);
  touchPrivate(file);
  const database = new DatabaseSync(file);
  try {
    // Nothing is lost when the process ends: what was written is the operating system's by then.
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
      `${directory} is in use by another local cloud${pid}. End that one, or choose another directory.`,
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
