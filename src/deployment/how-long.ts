/** How long a deployment of an environment may last in all, and how often it may look: both have an end that AWS sets. */
import { InvalidInput } from "../errors.ts";
import { approvalChangesEverySeconds } from "./approval-terms.ts";
import type { Environment } from "./environment.ts";
import { machineTimeoutSeconds, mostEvents } from "./execution-limits.ts";
import { lookAgain, plural } from "./gates.ts";
import { movesOf } from "./strategy.ts";

/** What all that is no wait may leave in the history, tries included. */
const otherEvents = 1_000;

/** A look is a task of five events, a choice of two and a wait of two. */
const eventsOfALook = 9;

/** The shortest interval of a health check, in seconds: after it the answer may be another. */
const shortestInterval = 5;

/** The looks of a wait that lasts to its deadline, if the answer changes so often. */
const looksOf = (deadlineSeconds: number, changesEverySeconds: number): number => {
  let looks = 1;
  for (let elapsed = 0; elapsed < deadlineSeconds; looks += 1)
    elapsed += lookAgain({ since: 0, now: elapsed * 1_000, deadlineSeconds }, changesEverySeconds);
  return looks;
};

/** A wait, by its name in the registration. */
type NamedWait = readonly [name: string, seconds: number, changesEverySeconds?: number];

/** What is waited for without a look: an answer that comes by itself. */
const answersOf = ({ hook }: Environment): readonly NamedWait[] =>
  hook === undefined ? [] : [["hook.timeout", hook.timeout]];

/** Every wait of a release that is undone at its end, each with its deadline in seconds, in their order. */
const waitsOf = ({ timeouts, approval, strategy, bake }: Environment): readonly NamedWait[] => [
  ["timeouts.empty", timeouts.empty],
  ["timeouts.healthy", timeouts.healthy],
  ...(approval === undefined ? [] : [["approval.deadline", approval.deadline, approvalChangesEverySeconds] as const]),
  ["timeouts.healthy before the switch", timeouts.healthy],
  ...movesOf(strategy).flatMap(({ percent, waitSeconds }): readonly NamedWait[] =>
    waitSeconds === 0 ? [] : [[`strategy after ${percent} %`, waitSeconds]],
  ),
  ["bake.seconds", bake.seconds],
  ["timeouts.empty at the scaledown", timeouts.empty],
  ["timeouts.rollback", timeouts.rollback],
];

/**
 * Throws `InvalidInput` if the waits of a release could outlast the state machine, or look more often than an execution's history has room
 * for: AWS would end it in the midst, whatever it waits for.
 */
export const refuseEndless = (environment: Environment): void => {
  const waits = waitsOf(environment);
  const all = [...waits, ...answersOf(environment)];
  const each = all.map(([name, seconds]) => `${name} ${seconds}`).join(", ");
  const seconds = all.reduce((sum, [, most]) => sum + most, 0);
  if (seconds > machineTimeoutSeconds)
    throw new InvalidInput(
      `The waits of '${environment.name}' may last ${seconds} s together (${each}), and Step Functions ends an execution after ${machineTimeoutSeconds} s. Shorten them.`,
    );
  const looks = waits.reduce((sum, [, most, every = shortestInterval]) => sum + looksOf(most, every), 0);
  const events = looks * eventsOfALook + otherEvents;
  if (events > mostEvents)
    throw new InvalidInput(
      `The waits of '${environment.name}' may need ${plural(looks, "look")} together (${each}): about ${events} events, and Step Functions ends an execution at ${mostEvents}. Shorten them.`,
    );
};
