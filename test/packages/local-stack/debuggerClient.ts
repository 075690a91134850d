import { once } from "node:events";
import { decode, type SourceMapMappings } from "@jridgewell/sourcemap-codec";

/** A script with a source map, as `Debugger.scriptParsed` has it. */
interface Script {
  scriptId: string;
  sources: string[];
  mappings: SourceMapMappings;
}

interface Place {
  /** A `file:` URL. */
  source: string;
  /** From 1. */
  line: number;
}

interface Frame {
  callFrameId: string;
  location: { scriptId: string; lineNumber: number; columnNumber: number };
}

/** A debugger, as Chrome and VS Code are: it speaks Node's inspector protocol, and reads source maps. */
export class DebuggerClient {
  private readonly scripts = new Map<string, Script>();
  private readonly answers = new Map<number, (answer: { result?: unknown; error?: object }) => void>();
  private readonly paused: Frame[] = [];
  private onPaused: ((frame: Frame) => void) | undefined;
  private onScript: (() => void) | undefined;
  private lastId = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener("message", ({ data }) => this.receive(JSON.parse(String(data))));
  }

  /** @param url `ws://127.0.0.1:9229/ID` */
  static async attach(url: string): Promise<DebuggerClient> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    const client = new DebuggerClient(socket);
    await client.send("Debugger.enable");
    return client;
  }

  /** Sets a breakpoint at a line of a source, as soon as a script that is made from it is loaded. */
  async breakAt(source: string, line: number): Promise<void> {
    let location: object | undefined;
    while (true) {
      location = this.generatedFrom(source, line);
      if (location) break;
      await new Promise<void>((resolve) => {
        this.onScript = resolve;
      });
    }
    await this.send("Debugger.setBreakpoint", { location });
  }

  /** Resolves when the process is stopped at a breakpoint. */
  async pause(): Promise<Place & { evaluate(expression: string): Promise<unknown> }> {
    const frame =
      this.paused.shift() ??
      (await new Promise<Frame>((resolve) => {
        this.onPaused = resolve;
      }));
    const { callFrameId, location } = frame;
    return {
      ...this.sourceOf(location),
      evaluate: async (expression) => {
        const parameters = { callFrameId, expression, returnByValue: true };
        const { result } = (await this.send("Debugger.evaluateOnCallFrame", parameters)) as {
          result: { value: unknown };
        };
        return result.value;
      },
    };
  }

  async resume(): Promise<void> {
    await this.send("Debugger.resume");
  }

  /** Has a process that waits for a client run. */
  async run(): Promise<void> {
    await this.send("Runtime.runIfWaitingForDebugger");
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, "close");
  }

  private send(method: string, params: object = {}): Promise<unknown> {
    this.lastId++;
    this.socket.send(JSON.stringify({ id: this.lastId, method, params }));
    return new Promise((resolve, reject) => {
      this.answers.set(this.lastId, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${JSON.stringify(error)}`)) : resolve(result),
      );
    });
  }

  private receive(message: { id?: number; method?: string; params?: never; result?: unknown }): void {
    if (message.id !== undefined) this.answers.get(message.id)?.(message);
    else if (message.method === "Debugger.scriptParsed") this.addScript(message.params!);
    else if (message.method === "Debugger.paused") {
      const [frame] = (message.params as unknown as { callFrames: [Frame] }).callFrames;
      if (this.onPaused) this.onPaused(frame);
      else this.paused.push(frame);
      this.onPaused = undefined;
    }
  }

  private addScript({ scriptId, sourceMapURL }: { scriptId: string; sourceMapURL: string }): void {
    const [, base64] = /^data:application\/json[^,]*;base64,(.*)$/.exec(sourceMapURL) ?? [];
    if (base64 === undefined) return;
    const map = JSON.parse(Buffer.from(base64, "base64").toString());
    const sources = map.sources.map((source: string) => new URL((map.sourceRoot ?? "") + source).href);
    this.scripts.set(scriptId, { scriptId, sources, mappings: decode(map.mappings) });
    this.onScript?.();
  }

  private generatedFrom(source: string, line: number): object | undefined {
    for (const { scriptId, sources, mappings } of this.scripts.values()) {
      for (const [lineNumber, segments] of mappings.entries()) {
        const found = segments.find(
          ([, index, original]) => index !== undefined && sources[index] === source && original === line - 1,
        );
        if (found) return { scriptId, lineNumber, columnNumber: found[0] };
      }
    }
    return undefined;
  }

  private sourceOf({ scriptId, lineNumber, columnNumber }: Frame["location"]): Place {
    const { sources, mappings } = this.scripts.get(scriptId)!;
    const [, index, line] = mappings[lineNumber]!.findLast(([column]) => column <= columnNumber)!;
    return { source: sources[index!]!, line: line! + 1 };
  }
}
