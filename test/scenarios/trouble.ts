/** One deployment in a simulated world of its own, in which something goes wrong. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { FaultRule } from "@sarcelle/playground/faults";
import type { Trait } from "@sarcelle/playground/traits";
import { inject, onTestFinished } from "vitest";
import { deploymentHandlers, type FunctionCode } from "../../command/rehearsal/functions.ts";
import { stagedActions } from "../../proof/crash-matrix/actions.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { type Sarcelle, startSarcelle, withoutThrottling } from "../../proof/simulation/sarcelle.ts";
import { type ChangedResources, templateTextWith } from "../../proof/simulation/template-with.ts";

export const seconds = (count: number) => count * 1_000;
export const minutes = (count: number) => seconds(60 * count);

/** So many strikes of a fault never end. */
export const forGood = 1_000_000;

/** What must be so in the end, whatever happened. */
export const asBefore = { lock: "free", differences: [], failedRequests: 0 } as const;

/** The longest that an environment may stay locked after its deployment ended: the rollback starts by itself. */
const lockedAtMost = minutes(180);

/** The packaged template as it might be deployed elsewhere: with other limits or permissions of some resources, or with further ones. */
export const templateWith = (changed: ChangedResources, further: Readonly<Record<string, object>> = {}): string => {
  const packaged = inject("template");
  const folder = mkdtempSync(join(tmpdir(), "template-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of readdirSync(dirname(packaged)))
    if (file.endsWith(".zip")) symlinkSync(join(dirname(packaged), file), join(folder, file));
  const template = join(folder, basename(packaged));
  writeFileSync(template, templateTextWith(packaged, changed, further));
  return template;
};

/** Functions that answer something else, by file: `blue-green/await-healthy`. */
export const answering = (answers: Readonly<Record<string, unknown>>): FunctionCode => ({
  ...deploymentHandlers,
  ...Object.fromEntries(
    Object.entries(answers).map(([file, value]) => [`functions/${file}.handler`, async () => () => value]),
  ),
});

interface Staging {
  readonly action?: "upgrade" | "deploy" | "switch" | "scaledown" | "release";
  readonly template?: string;
  readonly handlers?: FunctionCode;
  readonly longestLag?: number;
  readonly bakeSeconds?: number;
  /** Traits that the world shall not have, besides throttling. */
  readonly without?: readonly Trait[];
}

/** A world at rest, just before an action. */
export const atRest = async ({
  action = "switch",
  template = inject("template"),
  without = [],
  ...more
}: Staging = {}) => {
  const lacking = [...withoutThrottling, ...without];
  const sarcelle = await startSarcelle({ seed: 1, template, without: lacking, ...more });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  // The stack has stood for longer than any read trails.
  await simulation.advance(more.longestLag ?? 0);
  const { before: earlier, input } = stagedActions[action] ?? { before: [], input: {} };
  for (const [index, each] of earlier.entries()) await sarcelle.deploy(each, `before-${index + 1}`);
  const untouched = comparableState(await simulation.state());
  return { ...sarcelle, input, untouched };
};

export type Trouble = Awaited<ReturnType<typeof atRest>>;

/** What the rollback says when everything is undone. */
export const undone = (cause: string, changes = 3) => ({
  status: "FAILED",
  error: "RolledBack",
  cause: `${cause} All ${changes} changes of deployment 'under-test' were undone; 'web-live' is as it was before and free.`,
});

/** How an execution ends whose journal is with somebody else, or closed. */
export const lockLost = (owner: string, epoch: number) => ({
  status: "FAILED",
  error: "LockLost",
  cause: `'${owner}' (epoch ${epoch}) does not hold the lock of 'web-live' any more. Nothing was written; 'sarcelle status web-live' shows who holds it.`,
});

/** Installs a fault that strikes only what one of Sarcelle's functions calls; answers how to take it back. */
export const breaks = (
  { simulation }: Sarcelle,
  functionName: string,
  rule: Omit<FaultRule, "principal">,
): (() => void) => {
  const { id } = simulation.faults.add({ ...rule, principal: `/sarcelle-live-${functionName}` });
  return () => simulation.faults.remove(id);
};

export const start = (world: Trouble, input: object = world.input) => world.start(input, "under-test");

/** Somebody asks for the rollback of whatever is open. */
export const rollBack = (world: Trouble, name: string) => world.start({}, name, "rollback");

/** The target groups that the production listeners reach. */
export const reached = async ({ simulation }: Trouble): Promise<readonly string[]> => {
  const { elasticloadbalancing } = (await simulation.state()) as {
    readonly elasticloadbalancing: {
      readonly listeners: Record<
        string,
        { readonly Port: number; readonly DefaultActions: readonly { readonly TargetGroupArn?: string }[] }
      >;
    };
  };
  return Object.values(elasticloadbalancing.listeners)
    .filter(({ Port }) => Port === 8080 || Port === 8443)
    .map(({ DefaultActions }) => DefaultActions[0]?.TargetGroupArn?.split("/")[1] ?? "")
    .sort();
};

/** The calls by which Sarcelle's functions changed AWS, beside its own table and machines, since call number `since`. */
export const changing = ({ simulation }: Trouble, since = 0): readonly string[] =>
  simulation.calls
    .list({ since })
    .filter(
      ({ mutating, service, principal }) =>
        mutating && !["dynamodb", "events", "states"].includes(service) && principal?.includes("/sarcelle-live-"),
    )
    .map(({ principal, operation }) => `${principal?.split("/sarcelle-live-").at(-1)} ${operation}`);

/** How an execution ends; instances have ids of AWS's own. */
export const ending = async (world: Trouble, arn: string) => {
  const { status, error, cause } = await world.ended(arn);
  // Which instance it was, and when the look was taken that saw it, differ with every call that comes or goes.
  const anonymous = cause
    ?.replace(/\bi-[0-9a-f]{17}\b/g, "(an instance)")
    .replace(/\b\d+ s after the launch\b/, "(some) s after the launch");
  return { status, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause: anonymous }) };
};

const executionArn = ({ simulation }: Trouble, machine: string, name: string) =>
  `arn:aws:states:${simulation.region}:${simulation.account}:execution:sarcelle-live-${machine}:${name}`;

/** How the rollback execution of that name ends, which may be about to be started. */
export const undoing = async (world: Trouble, name = "undo-under-test") => {
  const arn = executionArn(world, "rollback", name);
  const exists = () =>
    world.execution(arn).then(
      () => true,
      () => false,
    );
  await world.simulation.until(exists, minutes(60));
  return ending(world, arn);
};

/** Redrives an execution; reads trail the redrive. */
export const redrive = async ({ simulation, execution }: Trouble, executionArn: string) => {
  await simulation.operate("states", "RedriveExecution", { executionArn });
  await simulation.until(async () => ((await execution(executionArn)).redriveCount ?? 0) > 0, minutes(1), 100);
};

export const stop = ({ simulation }: Trouble, executionArn: string) =>
  simulation.operate("states", "StopExecution", { executionArn });

/** Lets the time pass until the execution stands in the midst of a state. */
export const standsIn = ({ simulation, history }: Trouble, arn: string, state: string) =>
  simulation.until(
    async () => {
      const events = await history(arn);
      const last = events.findLast(({ stateEnteredEventDetails: entered }) => entered !== undefined);
      return last?.stateEnteredEventDetails?.name === state;
    },
    minutes(60),
    100,
  );

/** Where the world comes to in the end, compared with how it was. */
export const afterwards = async (world: Trouble) => {
  const { simulation, lock, rest, unheld, untouched } = world;
  const free = await simulation
    .until(async () => (await lock()) === undefined, lockedAtMost)
    .then(
      () => "free",
      async () => (await lock())?.owner,
    );
  await (free === "free" ? unheld() : rest());
  return {
    lock: free,
    differences: differences(untouched, comparableState(await simulation.state())),
    failedRequests: simulation.traffic().failed,
  };
};
