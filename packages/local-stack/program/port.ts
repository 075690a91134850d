import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/**
 * The engine's port, which a program's language host connects to. It is open at once, so that the program's process, which
 * takes most of a second to load, can be started before gRPC is loaded here; connections wait until {@link accept}.
 */
export class EnginePort {
  private readonly sockets = new Set<Socket>();
  private onConnection: ((socket: Socket) => void) | undefined;

  private constructor(private readonly listener: Server) {
    listener.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
      this.onConnection?.(socket);
    });
  }

  static async open(): Promise<EnginePort> {
    const listener = createServer();
    const port = new EnginePort(listener);
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen(0, "127.0.0.1", resolve);
    });
    return port;
  }

  get address(): string {
    return `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Passes every connection to `onConnection`, those that wait included. */
  accept(onConnection: (socket: Socket) => void): void {
    this.onConnection = onConnection;
    for (const socket of this.sockets) onConnection(socket);
  }

  close(): void {
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
