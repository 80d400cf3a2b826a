/** Keeps each call of SDK clients as it was asked and answered, with stand-ins for what is nobody's business. */
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createStandIns } from "./stand-ins.ts";

/** A call as it is kept: plain JSON. */
export interface RecordedCall {
  /** `elastic load balancing v2:DescribeListeners` */
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly status?: number };
}

interface Recordable {
  readonly config: { readonly serviceId?: string };
  readonly middlewareStack: {
    add(
      middleware: Middleware,
      options: { readonly step: "initialize"; readonly priority: "high"; readonly name: string },
    ): void;
  };
}

type Step = (args: { readonly input: object }) => Promise<{ readonly output: object }>;
type Middleware = (next: Step, context: { readonly commandName?: string }) => Step;

/** Records the calls of the clients that are given to it. */
export const createRecorder = () => {
  const standIns = createStandIns();
  const calls: RecordedCall[] = [];

  const errorOf = (error: unknown): NonNullable<RecordedCall["error"]> => {
    const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    return { name, message: standIns.text(message), ...(status === undefined ? {} : { status }) };
  };

  const middleware =
    ({ config }: Recordable): Middleware =>
    (next, { commandName = "" }) =>
    async (args) => {
      const called = {
        operation: `${config.serviceId?.toLowerCase()}:${commandName.replace(/Command$/, "")}`,
        input: standIns.value(args.input),
      };
      try {
        const answer = await next(args);
        const { $metadata: _, ...output } = answer.output as Record<string, unknown>;
        calls.push({ ...called, output: standIns.value(output) });
        return answer;
      } catch (error) {
        calls.push({ ...called, error: errorOf(error) });
        throw error;
      }
    };

  return {
    calls: calls as readonly RecordedCall[],
    /** What this says is not kept, but what is said for it here. */
    hide: standIns.hide,
    /** From here on each call of the client is kept; answers the client. */
    record: <C extends object>(client: C): C => {
      const recordable = client as unknown as Recordable;
      recordable.middlewareStack.add(middleware(recordable), {
        step: "initialize",
        priority: "high",
        name: "recorder",
      });
      return client;
    },
    /** Writes what was recorded into a folder. */
    async write(folder: string): Promise<void> {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, file), calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
    },
  };
};

export type Recorder = ReturnType<typeof createRecorder>;

const file = "calls.ndjson";

/** The calls of a recording. */
export const readRecording = (folder: string): readonly RecordedCall[] =>
  readFileSync(join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedCall);
