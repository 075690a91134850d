import { findPackageJSON } from "node:module";
import * as path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { touchPrivate } from "../../data/dataDirectory";

type BuildApp = typeof import("fauxqs", { with: { "resolution-mode": "import" }})["buildApp"];
type SpyMessage = import("fauxqs", { with: { "resolution-mode": "import" }}).SpyMessage;
type Stores = NonNullable<NonNullable<Parameters<BuildApp>[0]>["stores"]>;

/** The part of fauxqs' own persistence that is used here: SQLite, written before each response. */
interface Persistence {
  db: DatabaseSync;
  load(queues: Stores["sqsStore"], topics: Stores["snsStore"], objects: Stores["s3Store"]): void;
  deleteMessage(messageId: string): void;
  insertMessage(queue: string, message: Message): void;
  updateMessageReady(messageId: string): void;
  close(): void;
}

interface Message {
  messageId: string;
  messageDeduplicationId?: string;
  sequenceNumber?: string;
}

/** How long SQS remembers a deduplication id, in milliseconds. */
const DEDUPLICATION_MS = 5 * 60_000;

/** fauxqs, and what is not among its operations. */
export interface Fauxqs {
  app: ReturnType<BuildApp>;
  /** Empties all queues, and forgets deduplication ids. */
  empty(): void;
  /** Makes messages visible whose time has come. fauxqs does so only when messages are received: without this, it counts them wrong. */
  processTimers(): void;
}

/**
 * fauxqs in this process, without its own port.
 *
 * @param directory where queues are stored. Default: in memory only.
 * @param onDeadLetter called with the name of a queue and the id of a message when it is moved to the queue's dead-letter queue
 */
export async function buildFauxqs(
  region: string,
  directory?: string,
  onDeadLetter?: (queue: string, messageId: string) => void,
): Promise<Fauxqs> {
  // An ES module, which `require` cannot load.
  const { buildApp } = await import("fauxqs");
  const stores = await makeStores();
  if (onDeadLetter) Object.assign(stores.sqsStore, { spy: deadLetterSpy(onDeadLetter) });
  const processTimers = () => {
    for (const queue of stores.sqsStore.allQueues()) queue.processTimers();
  };
  const empty = () => {
    for (const queue of stores.sqsStore.allQueues()) {
      queue.purge();
      queue.deduplicationCache.clear();
    }
  };
  if (directory === undefined)
    return { app: buildApp({ logger: false, defaultRegion: region, stores }), empty, processTimers };
  const persistence = await openPersistence(directory);
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  for (const store of Object.values(stores)) Object.assign(store, { persistence });
  for (const queue of stores.sqsStore.allQueues()) {
    Object.assign(queue, { persistence });
    for (const { id, message, sequence } of persistence.deduplicationsOf(queue.name)) {
      queue.recordDeduplication(id, message, sequence);
    }
  }
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  app.addHook("onClose", async () => persistence.close());
  return {
    app,
    processTimers,
    empty() {
      empty();
      persistence.db.exec("DELETE FROM deduplications");
    },
  };
}

/** What fauxqs tells about each message. */
const deadLetterSpy = (
  onDeadLetter: (queue: string, messageId: string) => void,
): { addMessage(message: SpyMessage): void } => ({
  addMessage(message) {
    if (message.service === "sqs" && message.status === "dlq")
      onDeadLetter(message.queueName, message.messageId);
  },
});

/** Its own server can store data too, but listens on every address of this machine, so its parts are assembled here. */
async function internal<Module>(file: string): Promise<Module> {
  const root = path.dirname(findPackageJSON("fauxqs", __filename) ?? "");
  return (await import(pathToFileURL(path.join(root, "dist", file)).href)) as Module;
}

async function makeStores(): Promise<Stores> {
  type Make<Name extends string, Store> = Record<Name, new () => Store>;
  const [{ SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    internal<Make<"SqsStore", Stores["sqsStore"]>>("sqs/sqsStore.js"),
    internal<Make<"SnsStore", Stores["snsStore"]>>("sns/snsStore.js"),
    internal<Make<"S3Store", Stores["s3Store"]>>("s3/s3Store.js"),
  ]);
  return { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
}

async function openPersistence(directory: string) {
  const { PersistenceManager } = await internal<{
    PersistenceManager: new (directory: string) => Persistence;
  }>("persistence.js");

  class AtomicPersistence extends PersistenceManager {
    private moving = false;

    /**
     * A message that failed too often is deleted from one queue and inserted into another in one turn of the event
     * loop: both happen, or neither.
     */
    override deleteMessage(messageId: string): void {
      if (!this.moving) {
        this.moving = true;
        this.db.exec("BEGIN");
        queueMicrotask(() => {
          this.moving = false;
          this.db.exec("COMMIT");
        });
      }
      super.deleteMessage(messageId);
    }

    /** Stores the deduplication id, which fauxqs does not. */
    override insertMessage(queue: string, message: Message): void {
      const { messageDeduplicationId: id, messageId, sequenceNumber } = message;
      if (id !== undefined && !this.moving) {
        this.db
          .prepare("INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, ?)")
          .run(queue, id, messageId, sequenceNumber ?? null, Date.now());
      }
      super.insertMessage(queue, message);
    }

    deduplicationsOf(queue: string): { id: string; message: string; sequence: string | undefined }[] {
      const rows = this.db.prepare("SELECT * FROM deduplications WHERE queue = ?").all(queue);
      return rows.map(({ id, message, sequence }) => ({
        id: String(id),
        message: String(message),
        sequence: sequence === null ? undefined : String(sequence),
      }));
    }

    /** Keeps the receive count, which fauxqs' own statement resets. */
    override updateMessageReady(messageId: string): void {
      this.db
        .prepare(
          "UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?",
        )
        .run(messageId);
    }
  }

  touchPrivate(path.join(directory, "fauxqs.db"));
  const persistence = new AtomicPersistence(directory);
  persistence.db.exec(
    "PRAGMA synchronous = OFF; CREATE TABLE IF NOT EXISTS deduplications" +
      " (queue TEXT, id TEXT, message TEXT, sequence TEXT, sent INTEGER, PRIMARY KEY (queue, id))",
  );
  persistence.db.prepare("DELETE FROM deduplications WHERE sent < ?").run(Date.now() - DEDUPLICATION_MS);
  // The receivers of messages in flight are gone: the messages become visible again, with their receive counts.
  persistence.db.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");
  return persistence;
}
