import type {
  EnvironmentBoot,
  ExecutionEnvironment,
  FunctionLauncher,
  Initialisation,
  Invocation,
} from "../functions/launcher.ts";
import { failure, outcomeOf } from "../functions/outcome.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Cancel, Clock } from "../world/clock.ts";
import type { FunctionOutcome } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import { allowFunctionProcesses, type Door, type FunctionProcess, runInside, runOutside } from "./function-process.ts";
import { allowSdkCalls } from "./sdk-calls.ts";

/** A function's code: what Lambda calls. */
export type Handler = (event: unknown, context: unknown) => unknown;

/** How the code of each function is loaded, by its handler string: `functions/greet.handler`. */
export type Handlers = Readonly<Record<string, () => Promise<Handler>>>;

export interface InProcessLauncher extends FunctionLauncher {
  /** Whether some function has work to do that does not wait for the time to pass. */
  busy(): boolean;
  /** The clock by which late answers come: who waits for one waits for the time to pass. */
  readonly answers: Clock;
}

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly gateway: () => Gateway;
  readonly door: Door;
  /** What answers a plain request of a function, as the load balancers and the instances behind them would. */
  readonly get: FunctionProcess["get"];
}

/** How long the way to AWS and back takes, in milliseconds: within a region, a few. */
const latency = { least: 5, most: 25 };

const never = () => new Promise<never>(() => {});

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = (process: FunctionProcess, { functionArn, deadline, requestId }: Invocation) => ({
  functionName: process.variables.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.variables.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.variables.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.variables.AWS_LAMBDA_LOG_STREAM_NAME,
  invokedFunctionArn: functionArn,
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => Math.max(0, deadline - process.now()),
});

const killed = (requestId: string): FunctionOutcome => ({
  ok: false,
  errorType: "Runtime.ExitError",
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  trace: [],
});

/** The calls under way, of dead processes too, and those of them that are done and answered late. */
interface UnderWay {
  calls: number;
  late: number;
}

/** What one simulated process does and waits for, until it is dead. */
const createLife = (clock: Clock, underWay: UnderWay) => {
  let dead = false;
  /** What the process waits for: the time to pass, or somebody's answer. */
  let timers = 0;
  let unanswered = 0;
  return {
    isDead: () => dead,
    die() {
      dead = true;
    },
    waits: () => timers > 0 || unanswered > 0,
    /** The process's wait for an answer; a dead process is never told. */
    async awaited<T>(work: () => Promise<T>): Promise<T> {
      if (dead) return never();
      underWay.calls += 1;
      unanswered += 1;
      try {
        return await runOutside(work);
      } finally {
        underWay.calls -= 1;
        unanswered -= 1;
        if (dead) await never();
      }
    },
    after(delay: number, task: () => void): Cancel {
      if (dead) return () => {};
      timers += 1;
      let pending = true;
      const end = () => {
        if (pending) timers -= 1;
        pending = false;
      };
      const cancel = clock.after(delay, () => {
        end();
        if (!dead) task();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
};

type Life = ReturnType<typeof createLife>;

/** A process that lives so, as the code in it meets it. */
const createProcess = (
  { clock, random, gateway, door, get }: Parts,
  life: Life,
  variables: EnvironmentBoot["variables"],
  write: FunctionProcess["write"],
): FunctionProcess => {
  const drawLatency = () => latency.least + random() * (latency.most - latency.least);
  const callAfter = async <Answer>(delay: number, reach: (gateway: Gateway) => Promise<Answer>): Promise<Answer> => {
    await new Promise<void>((resolve) => {
      life.after(delay, resolve);
    });
    return life.awaited(() => reach(gateway()));
  };
  const process: FunctionProcess = {
    door,
    variables,
    random,
    now: () => clock.now(),
    after: life.after,
    retries: new WeakMap(),
    departing: () => {
      let first: number | undefined = drawLatency();
      return {
        ...process,
        call(reach) {
          const delay = first ?? drawLatency();
          first = undefined;
          return callAfter(delay, reach);
        },
      };
    },
    call: (reach) => callAfter(drawLatency(), reach),
    get: (url, headers) => life.awaited(() => get(url, headers)),
    write: (message) => {
      if (!life.isDead()) write(message);
    },
  };
  return process;
};

const initialisationOf = (handler: Handler | undefined, name: string): Initialisation =>
  handler === undefined
    ? {
        ok: false,
        outcome: failure(Object.assign(new Error(`no code for ${name}`), { name: "Runtime.ImportModuleError" })),
      }
    : { ok: true, milliseconds: 0 };

/** An execution environment inside this process. `running` are those that have an invocation. */
const launchIn = (
  parts: Parts,
  underWay: UnderWay,
  running: Set<Life>,
  { handler: name, variables, log, ended }: EnvironmentBoot,
): ExecutionEnvironment => {
  const handler = parts.handlers[name];
  const life = createLife(parts.clock, underWay);
  let invocation: { readonly requestId: string; readonly settle: (outcome: FunctionOutcome) => void } | undefined;
  const process = createProcess(parts, life, variables, (message) =>
    log({ requestId: invocation?.requestId, level: "INFO", message, isRaw: true }),
  );

  const settle = (outcome: FunctionOutcome) => {
    const settled = invocation;
    invocation = undefined;
    running.delete(life);
    settled?.settle(outcome);
  };
  const run = async (given: Invocation): Promise<void> => {
    const answer = await outcomeOf(() => handler?.(JSON.parse(given.payload), contextOf(process, given)));
    if (!life.isDead()) settle(answer);
  };
  return {
    initialised: Promise.resolve(initialisationOf(handler, name)),
    invoke: (given) =>
      new Promise((resolve) => {
        if (life.isDead()) return resolve(killed(given.requestId));
        invocation = { requestId: given.requestId, settle: resolve };
        running.add(life);
        void runInside(process, () => run(given));
      }),
    kill() {
      if (life.isDead()) return;
      life.die();
      if (invocation !== undefined) settle(killed(invocation.requestId));
      ended();
    },
  };
};

/** Runs every execution environment inside this process, on the clock that is given. */
export const createInProcessLauncher = (parts: Parts): InProcessLauncher => {
  allowFunctionProcesses();
  allowSdkCalls();
  const { clock } = parts;
  const running = new Set<Life>();
  const underWay: UnderWay = { calls: 0, late: 0 };
  return {
    launch: (boot) => launchIn(parts, underWay, running, boot),
    busy: () => underWay.calls > underWay.late || [...running].some((life) => !life.waits()),
    answers: {
      now: () => clock.now(),
      after(delay, task) {
        underWay.late += 1;
        return clock.after(delay, () => {
          underWay.late -= 1;
          task();
        });
      },
    },
    stop: async () => running.clear(),
  };
};
