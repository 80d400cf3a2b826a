/** Judges a step by all invariants. */
import type { ApiCall } from "@sarcelle/playground/calls";
import { unlike } from "../crash-matrix/outcome.ts";
import { comparableState, differences } from "../dump/comparable-state.ts";
import { nodes } from "../simulation/cluster.ts";
import { type Deployed, ports, stack } from "../simulation/sarcelle.ts";
import { sidesOf, type WorldDump } from "./dump.ts";
import { type ChaosGround, isCluster } from "./ground.ts";
import { idleIsUnseen, oneNodeAtATime, previewedInItsTime, thawedFirst } from "./ground-invariants.ts";
import {
  approvedFirst,
  audited,
  heldForAReason,
  knownEnds,
  madeAgain,
  noRequestFailed,
  nothingOverwritten,
  oneAtATime,
  type Wrong,
} from "./invariants.ts";
import { locksAfter, lockTakers } from "./lock.ts";
import { withoutSizes, withoutZones } from "./sizes.ts";
import type { StepOutcome } from "./step.ts";
import { type Deed, dumpOf, likenessOf, scalingActivitiesOf, type Twin, tookHold } from "./world.ts";

/** The invariants by name. */
export type Broken = { readonly invariant: string; readonly wrong: Wrong };

export type Without = (dump: unknown) => unknown;

/** Several ways to leave something out of a dump, as one. */
export const leavingOut =
  (parts: readonly { readonly without: Without }[]): Without =>
  (dump) =>
    parts.reduce((left, { without }) => without(left), dump);

/** What alarms that acted make differ. */
export const sizesOf = ({ loaded }: Pick<StepOutcome, "loaded">): readonly { readonly without: Without }[] =>
  loaded.size === 0 ? [] : [{ without: withoutSizes }];

/** What they make differ once they say nothing any more. */
const zonesOf = (loaded: ReadonlySet<string>): readonly { readonly without: Without }[] =>
  loaded.size === 0 ? [] : [{ without: withoutZones }];

/** What can be said of a step by itself; `loaded` are the groups whose alarms may have acted in the steps before, `asks` what the environment asks for. */
export const judgeStep = async (
  sarcelle: Deployed,
  before: WorldDump,
  now: WorldDump,
  outcome: StepOutcome,
  calls: readonly ApiCall[],
  { loaded, ground }: Pick<StepOutcome, "loaded"> & { readonly ground: ChaosGround },
): Promise<readonly Broken[]> => {
  const { meddled, held, journals, ended, lockIsFree, restful } = outcome;
  const conflicts = [...journals.slice(outcome.journalsBefore).flatMap(({ entries }) => entries)]
    .filter(({ status }) => status === "conflict")
    .map(({ change, note }) => `${change.resource.kind} ${change.resource.id}: ${note}`);
  const unprovoked = meddled.length > 0 ? [] : [...conflicts, ...(held?.conflicts ?? [])];
  const undone = !journals.slice(outcome.journalsBefore).some(tookHold) && held?.settledBy !== "accept";
  const without = leavingOut([...meddled, ...sizesOf(outcome), ...zonesOf(loaded)]);
  const all = sarcelle.world.calls.list();
  const locks = await locksAfter(all);
  const locksNow = locks.slice(all.length - calls.length);
  const ledger = await sarcelle.world.traffic();
  const judged: Readonly<Record<string, Wrong>> = {
    "no request fails because of a deployment": noRequestFailed(ledger, outcome.broken),
    "the lock is held only for a reason that is told": held === undefined ? [] : heldForAReason(held, outcome.stopped),
    "what keeps a rollback from its end can be settled": [
      ...(lockIsFree ? [] : [`the lock is held after ${held?.settledBy}`]),
      // A world that somebody accepted may hold what never gets well.
      ...(restful || held?.settledBy === "accept" ? [] : ["the world does not come to rest"]),
    ],
    "nobody's change is overwritten": nothingOverwritten(meddled, outcome.still, journals, calls),
    "a conflict is somebody's change": unprovoked,
    "one deployment at a time": oneAtATime(all, locks),
    "no traffic moves without its approval": approvedFirst(calls, locksNow, ground.asks, outcome.signed),
    "a preview stands in its time, and never after": previewedInItsTime(
      calls,
      now,
      lockIsFree && held?.settledBy !== "accept",
    ),
    "nobody meets the side without traffic who does not ask for it": idleIsUnseen(
      calls,
      ledger,
      sidesOf(before, ports.http).active,
    ),
    "nothing begins inside a freeze window without an override": thawedFirst(
      calls,
      locksNow,
      ground,
      outcome.overridden,
    ),
    "no cluster has two nodes away at once": isCluster(ground)
      ? oneNodeAtATime(await scalingActivitiesOf(sarcelle, stack), nodes, outcome.replaced.size, outcome.began)
      : [],
    "established connections stay, and new ones go by weight": outcome.flows,
    "every execution ends in one of the ends": knownEnds(ended),
    "the audit trail is true": lockIsFree ? audited(lockTakers(locks), journals, ended) : [],
    "what is undone leaves no trace":
      undone && lockIsFree ? differences(comparableState(without(before)), comparableState(without(now))) : [],
  };
  return Object.entries(judged).flatMap(([invariant, wrong]) => (wrong.length > 0 ? [{ invariant, wrong }] : []));
};

/** What took hold in the step is repeated in the other world; then the two are alike. */
export const compareWithTwin = async (
  sarcelle: Deployed,
  twin: Twin,
  { journals, journalsBefore, deeds, meddled }: StepOutcome,
  without: Without,
): Promise<readonly Broken[]> => {
  // In the other world nothing was missing, so that an upgrade would have had nothing to make.
  const held = journals
    .slice(journalsBefore)
    .filter((journal) => tookHold(journal) && !meddled.some((each) => madeAgain(journal, each)));
  if (held.length === 0) return [];
  for (const { deployment } of held.toSorted((a, b) => a.closedAt - b.closedAt))
    twin.did(deeds.get(deployment.id) ?? undoOf(deployment.id, deployment.undoes));
  const [own, other] = [likenessOf(await dumpOf(sarcelle), without), await twin.likeness(without)];
  const wrong = unlike(other, own);
  return wrong.length === 0 ? [] : [{ invariant: "what succeeds comes to where it comes to without troubles", wrong }];
};

/** The undo of a success that came by itself: its execution was stopped when it had just succeeded. */
const undoOf =
  (name: string, deployment: string | undefined): Deed =>
  async (sarcelle) => {
    await sarcelle.ended(await sarcelle.start({ deployment }, name, "rollback"));
    await sarcelle.unheld();
  };
