import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import type { Signed } from "./approval.ts";
import type { WorldDump } from "./dump.ts";
import type { EndedExecution } from "./invariants.ts";
import type { Meddling } from "./meddling.ts";
import type { Start } from "./plans.ts";
import type { Story } from "./story.ts";
import type { ChaosWorld, Deed } from "./world.ts";

/** A step while it goes on. */
export interface ChaosStep {
  readonly sarcelle: ChaosWorld;
  readonly story: Story;
  /** The execution that the step is about. */
  readonly name: string;
  readonly start: Start;
  /** Starts an execution; answers its name. */
  begin(start: Start): Promise<string>;
  /** Has something done after so many milliseconds, unless the step is over then. */
  until(after: number, task: () => Promise<void>): void;
  /** The rules that are installed. */
  readonly faults: Set<string>;
  /** Removes a rule, once. */
  lift(fault: string): boolean;
  readonly meddled: Meddling[];
  /** Instances that were broken on purpose, in this step or before: until its health checks failed, one may have got traffic since. */
  readonly broken: Set<string>;
  /** Groups whose load moved, so that their alarms may have acted: of what is as it was, their sizes need not be. */
  readonly loaded: Set<string>;
  /** Executions that a person stopped: `blue-green:step-1`. */
  readonly stopped: Set<string>;
  /** What people signed, in order. */
  readonly signed: Signed[];
  /** What is wrong with clients' connections to a network load balancer. */
  readonly flows: string[];
  /** Nodes of a cluster that a person had replaced. */
  readonly replaced: Set<string>;
}

/** What a step left behind, as it is judged. */
export interface StepOutcome
  extends Pick<ChaosStep, "name" | "meddled" | "broken" | "loaded" | "stopped" | "signed" | "flows" | "replaced"> {
  /** When it began. */
  readonly began: number;
  /** The executions that override freeze windows. */
  readonly overridden: ReadonlySet<string>;
  readonly ended: readonly EndedExecution[];
  /** How to repeat each execution that was started. */
  readonly deeds: ReadonlyMap<string, Deed>;
  /** Who held the lock when everything stood still, and what was done about it. */
  readonly held?: {
    readonly deployment: string;
    readonly end: EndedExecution | undefined;
    readonly conflicts: readonly string[];
    readonly settledBy: "resume" | "accept";
  };
  /** The world when everything stood still, before anybody settled anything. */
  readonly still: WorldDump;
  /** Every closed journal, and how many there were before the step. */
  readonly journals: readonly ClosedJournal[];
  readonly journalsBefore: number;
  readonly lockIsFree: boolean;
  readonly restful: boolean;
  readonly faults: number;
}
