/** By signal: the exit code of a process that it ended, which is 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Calls `interrupt` at the first SIGINT or SIGTERM. The second ends the process at once. */
export function onInterruption(interrupt: (signal: keyof typeof EXIT_CODES, exitCode: number) => void): void {
  let interrupted = false;
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (interrupted) process.exit(exitCode);
      interrupted = true;
      interrupt(signal as keyof typeof EXIT_CODES, exitCode);
    });
  }
}
