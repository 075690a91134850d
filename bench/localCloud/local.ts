import { Command } from "./command";

/** Starts `npm run local` on a free port and waits until the program is deployed. */
export async function startLocal(repository?: string): Promise<{ command: Command; endpoint: string }> {
  const command = new Command(["run", "local", "--", "--port", "0"], repository);
  const [, endpoint = ""] = await command.prints(
    /The local cloud is (?:at )?(http:[^\s,]+)[\s\S]*Ctrl-C ends it/,
  );
  return { command, endpoint };
}
