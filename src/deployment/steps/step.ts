/**
 * A step is one state of an action, as a value: what it looks at, what it may write, what it plans, when it may go on. The machine runs
 * the steps in the order of `order.ts`, one function each (`src/aws/step-handler.ts`); the preview of an action folds them
 * (`preview.ts`). Pure: what a step sees was read before it is asked.
 */
import type { Change, Json, Kind, ResourceRef, State } from "../../changes/change.ts";
import type { Entry } from "../../changes/journal.ts";
import type { Tags } from "../../resources/described/tags.ts";
import type { AlarmView } from "../alarms.ts";
import type { Approval } from "../approval.ts";
import type { Checking } from "../checks.ts";
import type { MeasuredMinutes } from "../comparison.ts";
import type { Leaving } from "../emptying.ts";
import type { AnyEnvironment } from "../environment.ts";
import type { FreezeWindow } from "../frozen.ts";
import type { Verdict, Wait } from "../gates.ts";
import type { Hold } from "../hold.ts";
import type { HoldSight } from "../hold-alarms.ts";
import type { PredictivePolicy } from "../predictive.ts";
import type { ListenerRules } from "../previews.ts";
import type { CheckpointLook } from "../refresh-gates.ts";
import type { StepDeployment } from "../request.ts";
import type { Retiring } from "../retiring.ts";
import type { RollingFleet } from "../rolling-fleet.ts";
import type { Live } from "../upgrade/live.ts";
import type { FieldReport } from "../upgrade/plan.ts";
import type { Twins } from "../upgrade/twins.ts";
import type { ActivityView, SideView, TemplateVersion, View } from "../view.ts";

/** All that a step can look at. Each is read from AWS at that moment, but for `snapshot`, which was kept at the upgrade's first look. */
export interface Sights {
  /** The upgraded environment: listeners, groups, target groups; and the health of those sides that the step asks for. */
  readonly view: View;
  /** What happened to the idle group since the wait began. */
  readonly activities: readonly ActivityView[];
  /** How the idle side's instances go; null until the time for that is over, since nobody needs to know before. */
  readonly leaving: Leaving | null;
  /** When the idle side's targets are drained at the soonest, in milliseconds since the epoch; null where nobody knows. */
  readonly drainedAt: number | null;
  /** The approval that is waited for, with what was signed; null where the environment asks for none. */
  readonly approval: Approval | null;
  /** The alarms that the environment registers, as far as they exist. */
  readonly alarms: readonly AlarmView[];
  /** What would scale the held sides in, and what it has measured. */
  readonly holdSight: HoldSight;
  /** The predictive policies of both sides. */
  readonly predictive: readonly PredictivePolicy[];
  /** The rules of the production listeners, where the environment has a preview; none where it has not. */
  readonly rules: readonly ListenerRules[];
  /** The data of the launch template version that the active side, or the fleet, launches. */
  readonly template: { readonly [key: string]: Json };
  /** The tags of the launch template that the idle side is to have no more, once it has one of its own; none where it has. Those of the fleet's. */
  readonly templateTags: Tags;
  /** A side's answers to the environment's checks, as far as this look asked for them. */
  readonly checking: Checking;
  /** The group whose instances are replaced where they stand, with the health of its targets. */
  readonly fleet: RollingFleet;
  /** What the checks say at a checkpoint of a rolling update, and what the look before said. */
  readonly checkpoint: CheckpointLook;
  /** What made the lifecycle hooks that this deployment has on its group, as they are now; none where it made none. */
  readonly gates: readonly Change[];
  /** What the load balancer measured of both sides' target groups, since the wait began and as long before; none unless it is compared. */
  readonly measured: MeasuredMinutes;
  /** The stack as it stands before the upgrade, in AWS's words. */
  readonly live: Live;
  /** The target groups that the upgrade made, by those they are twins of. */
  readonly twins: Twins;
  /** The ARNs of the policies that the upgrade made, by those they are twins of. */
  readonly policies: ReadonlyMap<string, string>;
  /** All that an upgrade made and marked, as it stands, to be taken away. */
  readonly retiring: Retiring;
  /** The live configuration as it was before the upgrade's first change. */
  readonly snapshot: State;
}

/** What is seen of what was not looked at, since nothing is waited for. */
export const nothingSeen = { activities: [] } as const satisfies Partial<Sights>;

/** What a step is given beside what it sees. */
export interface Given {
  readonly environment: AnyEnvironment;
  /** Its id is the execution's name; `to` the side that is to have the traffic, where the request names one. */
  readonly deployment: StepDeployment;
  /** What an earlier try of this step planned; none at the first. */
  readonly planned: readonly Change[];
  /** The same, with what became of each and when: a step that moves in parts reads there how far it is. */
  readonly entries?: readonly Entry[];
  /** The holds that stand, with what this deployment has made of them so far; none unless a side is held. */
  readonly holds?: readonly Hold[] | undefined;
  /** What this deployment has made so far, in any step. */
  readonly made?: readonly ResourceRef[];
  /** The rules of the preview that this deployment has opened, and that stand. */
  readonly opened?: readonly Entry[];
  /** When this deployment took a side's size to nothing, in milliseconds since the epoch. */
  readonly emptiedAt?: number | undefined;
  /** The launch template version that RegisterRelease made: a `registeredVersion`. */
  readonly version?: string | undefined;
  /** What LaunchRelease put on the idle side, in this deployment. */
  readonly launched?: TemplateVersion | undefined;
  /** The freeze windows that may open while the deployment runs, unless it overrides them. */
  readonly freeze?: readonly FreezeWindow[] | undefined;
  /** The number of the version that the idle side launches, where its group named one that moves when the deployment began. */
  readonly resolved?: string | undefined;
}

export type Seen<Look extends keyof Sights> = Given & Pick<Sights, Look>;

/** When a step may go on. */
export interface Gate<Look extends keyof Sights> {
  /** Asked at every try, before the first change. A step that waits is asked again, when the verdict says. */
  readonly ask: (seen: Seen<Look>, wait: Wait) => Verdict;
  /** The error by which the machine knows that the gate failed. */
  readonly failure: new (
    message: string,
  ) => Error;
  /** How long the wait may last; a step without one does not wait. */
  readonly deadlineSeconds?: (given: Given) => number;
}

interface Common<Look extends keyof Sights> {
  /** State of the machine, file of the function and name in the journal. */
  readonly name: string;
  /** In the order in which they are read: a later one may need an earlier one. */
  readonly looks: readonly Look[];
  /** Which of them a verdict of ready does not need: they are read where the gate, asked without, says anything else. */
  readonly unlessReady?: readonly (Look & keyof typeof nothingSeen)[];
  /** The sides whose targets' health is read into the view; of the others none is read, and they count as having none. */
  readonly health?: (seen: Given & { readonly view: View }) => readonly SideView[];
  /** Whether the settings of those sides' health checks are read too, from which a wait learns when to look again. */
  readonly healthChecks?: true;
  /** What the state answers beside its verdict and how much it changed; `said` becomes a part of the execution's output. */
  readonly answer?: (seen: Seen<Look>, wait?: Wait) => { readonly [name: string]: Json };
}

/** A step that only looks, once or in a loop. */
export interface LookingStep<Look extends keyof Sights> extends Common<Look> {
  readonly gate: Gate<Look>;
  /** What the state answers beside its verdict of a look that saw nothing, since AWS throttled it; `passed` as the looks before left it. */
  readonly answerUnseen?: (passed: number) => { readonly [name: string]: Json };
}

/** A step that changes things, through the journal. */
export interface ChangingStep<Look extends keyof Sights, Writes extends Kind> extends Common<Look> {
  readonly gate?: Gate<Look> & {
    /** Asked once more, with the health that the target groups have then, right before a change that sends traffic to them. */
    readonly lastLook?: (seen: Seen<Look>, change: Change) => Verdict;
  };
  /** Whether each try plans anew once its earlier plans are made, since it waits for what moves; without, a step plans once. */
  readonly again?: true;
  /** What it holds before its plan, and what stays if the deployment is undone: only minimums are raised so. */
  readonly holds?: (seen: Seen<Look>, wait?: Wait) => readonly Change[];
  /** Whether it goes on where somebody else changed a resource meanwhile: that is left as it is, and said in its answer. */
  readonly leavesConflicts?: true;
  /** The kinds of resources that it may write, and its function's role with it. */
  readonly kinds: readonly Writes[];
  /** Without a `wait` all is taken to be well and every wait over, as a preview does. */
  readonly plan: (seen: Seen<Look>, wait?: Wait) => readonly Change[];
  /** What became of each setting, where the step copies something. */
  readonly report?: (seen: Seen<Look>) => readonly FieldReport[];
  /** What is seen once it is done, beside what its changes say by themselves: ARNs and numbers that AWS makes up. */
  readonly effect?: (seen: Seen<Look>) => Partial<Given & Sights>;
}

/** Whatever it looks at and writes. */
export type Step = LookingStep<keyof Sights> | ChangingStep<keyof Sights, Kind>;

/** A step that only looks, with the sights that it names as its type: what runs it must bring just those. */
export const looking = <const Look extends keyof Sights>(step: LookingStep<Look>): LookingStep<Look> => step;

/** A step that changes things, with the sights and kinds that it names as its type: what runs it must bring just those. */
export const changing = <const Look extends keyof Sights, const Writes extends Kind>(
  step: ChangingStep<Look, Writes>,
): ChangingStep<Look, Writes> => step;
