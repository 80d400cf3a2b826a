/** One run of chaos: a world, and a sequence of steps in it that a seed determines. */
import fc from "fast-check";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import type { WorldDump } from "./dump.ts";
import { type ChaosGround, describeGround, grounds, isCluster } from "./ground.ts";
import { knewOf, madeItsOwn } from "./invariants.ts";
import { type Broken, compareWithTwin, judgeStep, leavingOut, sizesOf } from "./judge.ts";
import { type Meddling, type MeddlingKind, meddle, meddlings } from "./meddling.ts";
import { describeStart, inputOf, type Plan, planOf, type Start } from "./plans.ts";
import { aMoment, runStep, takeBack } from "./run-step.ts";
import { createStory, type Story } from "./story.ts";
import {
  type ChaosWorld,
  createTwin,
  type Deed,
  deployApproved,
  dumpOf,
  startRealWorld,
  startWorld,
  type Twin,
} from "./world.ts";

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly deployments: {
    readonly succeeded: number;
    readonly rolledBack: number;
    readonly rollbackFailed: number;
    readonly refused: number;
  };
  /** Faults that struck. */
  readonly faults: number;
  readonly failedRequests: number;
  /** What was done, step by step, in plain words. */
  readonly story: readonly string[];
  readonly broken: readonly { readonly seed: number; readonly invariant: string; readonly story: readonly string[] }[];
}

/** What a command has to know to be sensible. */
interface Model {
  readonly ground: ChaosGround;
  upgraded: boolean;
  /** A person accepted a world that no deployment made, or what the other world never had was undone: nothing can be said of what comes then. */
  over: boolean;
}

interface Real {
  readonly sarcelle: ChaosWorld;
  /** What both worlds stand on. */
  readonly ground: ChaosGround;
  readonly twin: Twin;
  readonly story: Story;
  readonly known: Set<string>;
  /** Instances that were broken on purpose. */
  readonly hurt: Set<string>;
  /** What was done and taken back in the steps before. It may have left something in the world: sizes that a deployment had copied. */
  readonly takenBack: Meddling[];
  /** Groups whose alarms may have acted in this step or before: the other world's have not. */
  readonly loaded: Set<string>;
  steps: number;
  faults: number;
  failedRequests: number;
  readonly deployments: { -readonly [Key in keyof RunResult["deployments"]]: number };
  readonly broken: Broken[];
}

const ends = {
  Done: "succeeded",
  RolledBack: "rolledBack",
  RollbackFailed: "rollbackFailed",
  Refused: "refused",
} as const;

/**
 * Whether a rollback on demand undid a deployment that had known of what somebody did and then took back: in the world in which nobody
 * did that, it is another deployment.
 */
const bringsBack = (journal: ClosedJournal, takenBack: readonly Meddling[]): boolean =>
  journal.deployment.undoes !== undefined && takenBack.some((each) => knewOf(journal, each));

const perform = async (plan: Plan, model: Model, real: Real): Promise<void> => {
  const { sarcelle, story, known, twin } = real;
  real.steps += 1;
  const before = await dumpOf(sarcelle);
  const since = sarcelle.world.calls.count();
  const outcome = await runStep(sarcelle, story, `step-${real.steps}`, plan, {
    known,
    broken: real.hurt,
    ground: real.ground,
  });
  const now = await dumpOf(sarcelle);
  real.failedRequests += (await sarcelle.world.traffic()).failed;
  real.faults += outcome.faults;
  for (const { machine, name, last } of outcome.ended) {
    known.add(`${machine}:${name}`);
    const end = ends[last as keyof typeof ends];
    if (end !== undefined) real.deployments[end] += 1;
  }
  real.broken.push(...(await judgeStep(sarcelle, before, now, outcome, sarcelle.world.calls.list({ since }), real)));
  const closed = outcome.journals.slice(outcome.journalsBefore);
  if (outcome.held?.settledBy === "accept" || closed.some((journal) => bringsBack(journal, real.takenBack)))
    model.over = true;
  else {
    const meddled = outcome.meddled.filter((each) => !closed.some((journal) => madeItsOwn(journal, each)));
    await takeBack({ sarcelle, meddled });
    await sarcelle.unheld();
    real.takenBack.push(...outcome.meddled);
    for (const group of outcome.loaded) real.loaded.add(group);
    if (real.broken.length === 0)
      real.broken.push(
        ...(await compareWithTwin(sarcelle, twin, outcome, leavingOut([...real.takenBack, ...sizesOf(real)]))),
      );
  }
  const { autoscaling } = (await sarcelle.world.state(["autoscaling"])) as unknown as Pick<WorldDump, "autoscaling">;
  model.upgraded = Object.hasOwn(autoscaling.groups, "web-green");
  if (real.broken.length > 0) throw new Error("An invariant is broken.");
};

/** Whether the environment can do such a thing at all. */
const isTaken = (ground: ChaosGround, { action }: Start): boolean =>
  isCluster(ground)
    ? action === "rolling-update" || action === "rollback"
    : !(ground.asks && action === "rolling-update");

const commandOf = (plan: Plan): fc.AsyncCommand<Model, Real> => ({
  // What asks for approval refuses a rolling update, and what has one side all else: one that is started beside another deployment is enough of that.
  check: ({ ground, upgraded, over }) =>
    !over && (isCluster(ground) || (plan.start.action === "upgrade") !== upgraded) && isTaken(ground, plan.start),
  run: (model, real) => perform(plan, model, real),
  toString: () => describeStart(plan.start),
});

/** A person changes something while nothing is deployed, and leaves it so: what comes later finds it, and keeps it. */
const person = (what: MeddlingKind, side: "active" | "idle"): fc.AsyncCommand<Model, Real> => ({
  check: ({ upgraded, over }) => upgraded && !over,
  async run(_, { sarcelle, twin, story }) {
    const change = async (there: ChaosWorld) => {
      const done = await meddle[what](there, await dumpOf(there), side);
      await aMoment(there);
      await there.unheld();
      return done;
    };
    const done = await change(sarcelle);
    if (done === undefined) return;
    story.tell(`a person ${done.words}, and leaves it so`);
    twin.did(async (there) => void (await change(there)));
  },
  toString: () => `a person: ${what} (${side})`,
});

/** Without a placeholder listener there is nothing that Sarcelle could do. */
const lasting = meddlings.filter((what) => what !== "delete placeholder");

const clean = (action: Start["action"], version = "2"): Start => ({
  action,
  version,
  behaviour: "good",
  scaledown: false,
  strategy: "all at once",
  people: "approved at once",
  override: true,
  nodes: "lets all go on",
});

/** Where runs begin: most where there is something to switch, to empty or to undo. */
const beginnings: readonly (readonly Start[])[] = [
  [],
  [clean("upgrade")],
  [clean("upgrade"), clean("deploy")],
  [clean("upgrade"), clean("release")],
  [clean("upgrade"), clean("rolling-update")],
];

const changedBySomebody = fc
  .tuple(fc.constantFrom(...lasting), fc.constantFrom("active", "idle"))
  .map((change) => person(...change));

/** The steps of a run; a cluster's are few, but for them there would be none. */
const commands = (ground: ChaosGround, most: number) =>
  fc.commands<Model, Real, false>(
    isCluster(ground)
      ? [planOf("rolling-update").map(commandOf), planOf("rollback").map(commandOf), changedBySomebody]
      : [
          planOf("upgrade").map(commandOf),
          planOf("deploy", "release").map(commandOf),
          planOf("release").map(commandOf),
          planOf("switch").map(commandOf),
          planOf("switch", "scaledown").map(commandOf),
          planOf("rolling-update").map(commandOf),
          planOf("rollback").map(commandOf),
          changedBySomebody,
        ],
    { maxCommands: most },
  );

/** How a run is run. */
export interface Manner {
  /** In the real world: with processes, sockets, traffic and the wall clock. */
  readonly real: boolean;
  /** How many steps it has at most. */
  readonly steps: number;
}

export const usualManner: Manner = { real: false, steps: 8 };

/** A run that has not begun: the worlds, and nothing that happened in them. */
const beginRun = async (seed: number, template: string, { real }: Manner, ground: ChaosGround): Promise<Real> => {
  const sarcelle = await (real ? startRealWorld : startWorld)(seed, template, ground);
  const story = createStory(sarcelle.world.now);
  for (const line of describeGround(ground)) story.tell(line);
  return {
    sarcelle,
    ground,
    twin: createTwin(seed, template, ground),
    story,
    known: new Set(),
    hurt: new Set(),
    takenBack: [],
    loaded: new Set(),
    steps: 0,
    faults: 0,
    failedRequests: 0,
    deployments: { succeeded: 0, rolledBack: 0, rollbackFailed: 0, refused: 0 },
    broken: [],
  };
};

/** Does in both worlds what comes before the first step. */
const prepare = async ({ sarcelle, twin, known, story }: Real, beginning: readonly Start[]): Promise<void> => {
  for (const [index, start] of beginning.entries()) {
    const { machine, input } = inputOf(start);
    const deed: Deed = (there) => deployApproved(there, input, `before-${index + 1}`);
    await deed(sarcelle);
    twin.did(deed);
    known.add(`${machine}:before-${index + 1}`);
    story.tell(`'before-${index + 1}' succeeded: ${describeStart(start)}`);
  }
};

/** Runs what the seed and the manner say: in the simulated world the same run to the last API call, in the real one the same plan. */
export const runChaos = async (seed: number, template: string, manner: Manner = usualManner): Promise<RunResult> => {
  let real: Real | undefined;
  const plans = grounds
    // The real world has no function that could be a cluster's hook.
    .filter((ground) => !(manner.real && isCluster(ground)))
    .chain((ground) => fc.tuple(fc.constant(ground), fc.constantFrom(...beginnings), commands(ground, manner.steps)));
  const property = fc.asyncProperty(plans, async ([ground, beginning, steps]) => {
    const begun = await beginRun(seed, template, manner, ground);
    real = begun;
    try {
      await prepare(
        begun,
        beginning.filter((start) => isTaken(ground, start)),
      );
      const model = { ground, upgraded: beginning.length > 0, over: false };
      await fc.asyncModelRun(() => ({ model, real: begun }), steps);
    } finally {
      await begun.sarcelle.world.stop();
      await begun.twin.stop();
    }
  });
  const { failed, errorInstance } = await fc.check(property, { seed, numRuns: 1, unbiased: true, endOnFailure: true });
  if (real === undefined) throw errorInstance;
  const { steps, faults, failedRequests, deployments, story } = real;
  // Whatever else goes wrong is as good a find: the harness or the world could not go on.
  const broken =
    failed && real.broken.length === 0
      ? [
          {
            invariant: "the run can go on",
            wrong: [String(errorInstance instanceof Error ? errorInstance.stack : errorInstance)],
          },
        ]
      : real.broken;
  return {
    seed,
    steps,
    deployments,
    faults,
    failedRequests,
    story: story.lines,
    broken: broken.map(({ invariant, wrong }) => ({
      seed,
      invariant,
      story: [...story.lines, ...wrong.map((line) => `wrong: ${line}`)],
    })),
  };
};
