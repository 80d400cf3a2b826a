import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../../src/clock.ts";
import { AwsUnavailable } from "../../../../src/errors.ts";
import type { Run } from "./explore.ts";

/** How much may go wrong in one run. */
export interface Limits {
  /** Functions that die between two calls, or during one. */
  readonly crashes: number;
  /** Writes to AWS that are answered with an error: they were not done, they were done, or they will be. */
  readonly failedWrites: number;
  /** How often time passes although somebody could go on: how slow a function may be, in units of `tick`. */
  readonly slowness: number;
}

/** Time passes in steps of this many milliseconds; a sleep may always take longer than it says. */
export const tick = 5_000;

/** A request that AWS acts on: a call of one function, or what such a call left behind. */
interface Request {
  readonly what: string;
  /** What AWS does; `late` if nobody waits for the answer any more. */
  readonly act: (late: boolean) => unknown;
  /** The resource that it changes; undefined if it may not stay under way when its function is gone. */
  readonly changes?: string | undefined;
}
interface UnderWay extends Request {
  /** Before this moment AWS acts on it. */
  readonly until: number;
}

/** What may happen, in words, and its happening. */
type Choice = readonly [string, () => void];

interface Waiting {
  readonly request: Request;
  /** Sleeping until then; undefined if it waits for the answer to its request. */
  readonly wakesAt?: number;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** An execution of a state machine: it never dies, but the function that it called last may. */
export interface Execution {
  readonly name: string;
  /** The calls that have no answer yet: several, where a function makes them at the same time. */
  waiting: readonly Waiting[];
  /** The running function's end, and what its death does. */
  running: { readonly deadline: number; readonly die: () => void } | undefined;
  /** All that it was told, as one number: what it does next depends on nothing else. */
  story: number;
  ended: string | undefined;
}

/** What one function has to act with: each call waits until the schedule lets it happen. */
export interface Tools {
  readonly clock: Clock;
  readonly deadline: number;
  readonly call: <T>(request: Request) => Promise<T>;
}

export interface Actor {
  readonly name: string;
  readonly run: (machine: {
    /** Calls a function that is ended after `lasting` milliseconds; called again if it dies or fails for a passing reason. */
    readonly invoke: <T>(attempts: number, lasting: number, body: (tools: Tools) => Promise<T>) => Promise<T>;
    readonly wait: (milliseconds: number) => Promise<void>;
    readonly begin: () => Promise<void>;
  }) => Promise<string>;
}

class Died extends Error {
  override readonly name = "Sandbox.Timedout";
}
const passing = ["Sandbox.Timedout", "AwsUnavailable", "NotVisible"];

const stories = new Map<string, number>();
const continued = (story: number, event: string): number => {
  const key = `${story} ${event}`;
  const known = stories.get(key) ?? stories.size + 1;
  stories.set(key, known);
  return known;
};

const start = (actor: Actor, time: () => number): Execution => {
  const execution: Execution = {
    name: actor.name,
    waiting: [],
    running: undefined,
    story: 0,
    ended: undefined,
  };
  // What the clock says is part of the story only where somebody looks at it.
  const now = () => {
    execution.story = continued(execution.story, `it is ${time()}`);
    return time();
  };
  const waitFor = <T>(request: Request, wakesAt?: number) =>
    new Promise<T>((resolve, reject) => {
      const waiting = { request, ...(wakesAt === undefined ? {} : { wakesAt }), resolve, reject };
      execution.waiting = [...execution.waiting, waiting];
    });
  const sleep = (milliseconds: number) =>
    waitFor<void>({ what: "sleeps", act: () => undefined }, now() + Math.ceil(milliseconds / tick) * tick);
  const invokeOnce = async <T>(lasting: number, body: (tools: Tools) => Promise<T>) => {
    // Of a function that is over, only its answer is left.
    const { story } = execution;
    const over = (answer: string) => {
      execution.running = undefined;
      execution.story = continued(story, answer);
    };
    return await new Promise<T>((resolve, reject) => {
      const deadline = lasting === Number.POSITIVE_INFINITY ? lasting : now() + lasting;
      const die = () => {
        execution.waiting = [];
        reject(new Died("the function is gone"));
      };
      execution.running = { deadline, die };
      body({ clock: { now, sleep }, deadline, call: waitFor }).then(resolve, reject);
    }).then(
      (answer) => {
        over(`answers ${JSON.stringify(answer)}`);
        return answer;
      },
      (error: unknown) => {
        over(`fails with ${error instanceof Error ? error.name : String(error)}`);
        throw error;
      },
    );
  };
  const invoke = async <T>(attempts: number, lasting: number, body: (tools: Tools) => Promise<T>): Promise<T> => {
    try {
      return await invokeOnce(lasting, body);
    } catch (error) {
      if (!(error instanceof Error) || !passing.includes(error.name) || attempts <= 1) throw error;
      return invoke(attempts - 1, lasting, body);
    }
  };
  const begin = () => waitFor<void>({ what: "begins", act: () => undefined });
  actor.run({ invoke, wait: sleep, begin }).then(
    (outcome) => {
      execution.ended = outcome;
    },
    (error: unknown) => {
      execution.ended = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    },
  );
  return execution;
};

/**
 * Executions side by side, whose every call, death, loss and lapse of time is a choice. `others` are choices of the world's own.
 * A request that is under way when its function dies is acted on within `lateness`, and before any later one for the same resource
 * (unless `overtaking`).
 */
export const sideBySide = async (
  actors: readonly Actor[],
  limits: Limits,
  world: {
    readonly now: { value: number };
    readonly others: () => readonly Choice[];
    readonly state: () => unknown;
    readonly lateness: number;
    readonly overtaking: boolean;
  },
): Promise<Run & { readonly ended: () => readonly string[] }> => {
  const left = { ...limits };
  let underWay: readonly UnderWay[] = [];
  const now = () => world.now.value;
  const executions: Execution[] = [];
  for (const actor of actors) {
    executions.push(start(actor, now));
    await setImmediate();
  }

  const answer = (execution: Execution, waiting: Waiting, { error, act }: { error?: Error; act?: Request["act"] }) => {
    let answered: unknown = error;
    let failed = error !== undefined;
    execution.waiting = execution.waiting.filter((other) => other !== waiting);
    try {
      answered = act === undefined ? answered : act(false);
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== "ConditionalCheckFailedException") throw thrown;
      [answered, failed] = [thrown, true];
    }
    const told = failed ? (answered as Error).name : JSON.stringify(answered);
    execution.story = continued(execution.story, `${waiting.request.what} ${told}`);
    if (failed) waiting.reject(answered as Error);
    else waiting.resolve(answered as never);
  };
  const leave = (request: Request) => {
    underWay = [...underWay, { ...request, until: now() + world.lateness }];
  };
  const die = (execution: Execution) => execution.running?.die();
  const unavailable = () => new AwsUnavailable("no answer");

  const choicesOf = (execution: Execution): readonly Choice[] =>
    execution.waiting.flatMap((waiting) => (waiting.wakesAt === undefined ? choicesAt(execution, waiting) : []));

  const choicesAt = (execution: Execution, waiting: Waiting): readonly Choice[] => {
    const { name, running } = execution;
    const { request } = waiting;
    /** The other calls of a function that dies may be acted on yet, as this one. */
    const leaveOthers = () => {
      for (const other of execution.waiting)
        if (other !== waiting && other.request.changes !== undefined) leave(other.request);
    };
    const { what, act, changes } = request;
    const choices: Choice[] = [];
    const isFirst = world.overtaking || !underWay.some((earlier) => earlier.changes === changes);
    if (changes === undefined || isFirst) choices.push([`${name} ${what}`, () => answer(execution, waiting, { act })]);
    if (changes !== undefined && left.failedWrites > 0) {
      const failing = (how: string, then: () => void) =>
        choices.push([
          `${name} ${what}, ${how}`,
          () => {
            left.failedWrites -= 1;
            then();
            answer(execution, waiting, { error: unavailable() });
          },
        ]);
      failing("which fails", () => {});
      if (isFirst) failing("whose answer is lost", () => act(false));
      failing("whose answer is lost before AWS acts", () => leave(request));
    }
    if (running !== undefined && left.crashes > 0) {
      const dying = (how: string, then: () => void) =>
        choices.push([
          `${name} dies ${how} it ${what}`,
          () => {
            left.crashes -= 1;
            then();
            leaveOthers();
            die(execution);
          },
        ]);
      dying("before", () => {});
      if (changes !== undefined) dying("while", () => leave(request));
    }
    return choices;
  };

  const pass = (leaving: boolean) => {
    if (executions.some((execution) => choicesOf(execution).length > 0)) left.slowness -= 1;
    world.now.value += tick;
    for (const execution of executions) {
      const { waiting, running } = execution;
      if (waiting.length === 0) continue;
      if (running !== undefined && running.deadline <= now()) {
        if (leaving) for (const { request } of waiting) if (request.changes !== undefined) leave(request);
        die(execution);
        continue;
      }
      for (const each of waiting)
        if (each.wakesAt !== undefined && each.wakesAt <= now()) answer(execution, each, { act: each.request.act });
    }
  };
  const time = (): readonly Choice[] => {
    const next = now() + tick;
    const awaited = executions.filter(
      ({ waiting, running }) =>
        waiting.some(({ wakesAt }) => wakesAt !== undefined) ||
        (waiting.length > 0 && running?.deadline !== undefined && running.deadline < Number.POSITIVE_INFINITY),
    );
    const goingOn = executions.some((execution) => choicesOf(execution).length > 0);
    if (awaited.length === 0 || (goingOn && left.slowness === 0)) return [];
    if (underWay.some(({ until }) => until <= next)) return [];
    const cut = awaited.some(
      ({ waiting, running }) =>
        running !== undefined &&
        running.deadline <= next &&
        waiting.some(({ request }) => request.changes !== undefined),
    );
    return [
      ["time passes", () => pass(false)],
      ...(cut ? [["time passes, with a write under way", () => pass(true)] as const] : []),
    ];
  };
  const landings = () =>
    underWay.map(
      (request): Choice => [
        `what is under way ${request.what}`,
        () => {
          underWay = underWay.filter((other) => other !== request);
          request.act(true);
        },
      ],
    );

  let open: readonly Choice[] | undefined;
  const choices = () => {
    open ??= [...executions.flatMap(choicesOf), ...landings(), ...world.others(), ...time()];
    return open;
  };
  return {
    choices: () => choices().map(([name]) => name),
    async take(choice) {
      const chosen = choices().find(([name]) => name === choice);
      if (chosen === undefined) throw new TypeError(`'${choice}' cannot happen here.`);
      open = undefined;
      chosen[1]();
      await setImmediate();
    },
    state: () =>
      JSON.stringify([now(), left, underWay, executions.map(({ story, ended }) => [story, ended]), world.state()]),
    ended: () => executions.map(({ ended }) => ended ?? "goes on"),
  };
};
