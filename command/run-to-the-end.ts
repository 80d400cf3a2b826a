import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type Signal = (typeof signals)[number];

/** How a shell reports a process that a signal ended. */
export const exitCodeOf = (signal: Signal): number => 128 + constants.signals[signal];

/** How long an orderly end may take, in real milliseconds. */
const patience = 10_000;

type End = () => Promise<void>;

/**
 * Runs `main` as all that this process does, and exits with the code that it answers; with 1 after an error, which `failed` has
 * told; with what `interrupted` says after a signal, or when nobody reads our output any more. `main` hands over how to end what
 * it starts. Whatever happens, that is ended before the exit; if it takes too long or a second signal comes, the exit comes first,
 * and the playground's own guards end what is left.
 */
export const runToTheEnd = (
  main: (endWith: (end: End) => void) => Promise<number>,
  failed: (error: unknown) => void,
  interrupted: (signal: Signal) => number,
): void => {
  let end: End = async () => {};
  let ending = false;
  const exit = (code: number) => {
    ending = true;
    const now = () => process.exit(code);
    setTimeout(now, patience);
    end().then(now, now);
  };
  const onSignal = (signal: Signal) => {
    if (ending) process.exit(exitCodeOf(signal));
    process.stderr.write("\nEnding everything …\n");
    exit(interrupted(signal));
  };
  for (const signal of signals) process.on(signal, onSignal);
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", () => {
      if (!ending) exit(interrupted("SIGHUP"));
    });
  main((how) => {
    end = how;
  }).then(
    (code) => {
      if (!ending) exit(code);
    },
    (error: unknown) => {
      // What fails once the end has begun fails because of it.
      if (ending) return;
      failed(error);
      exit(1);
    },
  );
};
