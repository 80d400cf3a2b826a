/** Rehearses a described stack: what an upgrade would change, and what deployments of it come to under traffic. */
import type { StackDocument } from "@sarcelle/playground/stacks";
import { ec2, resourceClients } from "../../src/aws/clients.ts";
import { readLaunchTemplateData } from "../../src/aws/launch-templates.ts";
import { observeLive } from "../../src/aws/observe-live.ts";
import { type Change, isVoid } from "../../src/changes/change.ts";
import { type Entry, isRollbacks } from "../../src/changes/journal.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { checkUpgrade } from "../../src/deployment/steps/check-upgrade.ts";
import type { FieldReport } from "../../src/deployment/upgrade/plan.ts";
import { Refusal } from "../../src/errors.ts";
import { autoScalingGroupFields, launchTemplateOf } from "../../src/resources/described/auto-scaling-group.ts";
import { refuseUncopyable } from "../../src/resources/described/fields.ts";
import { registrationFor, usersRequests } from "../snapshot/registration.ts";
import { type Props, type RehearsedAct, rehearsedActs } from "./acts.ts";
import { rolesToPass, withPassable } from "./passing.ts";
import { beginOn, openStage, type PlayedExecution, playOn, type RehearsalWorld } from "./stage.ts";
import { withServer, withSizes } from "./stand-in.ts";

/** How one act went. */
export interface PlayedAct {
  readonly title: string;
  readonly expected: RehearsedAct["ends"];
  /** `refused`: nothing was changed. */
  readonly ended: RehearsedAct["ends"] | "refused" | "failed";
  /** World seconds. */
  readonly seconds: number;
  /** The execution's own words, unless it succeeded. */
  readonly cause: string | null;
  readonly changes: number;
  /** How many instances carried the traffic before it, and a while after it. */
  readonly carrying: PlayedExecution["carrying"];
  /** What was undone, by kind and id. */
  readonly undone: readonly string[];
}

/** What a rehearsal came to. */
export interface Rehearsal {
  /** As it was registered; null if no registration could be made. */
  readonly environment: Environment | null;
  /** What refuses the stack, before the first change. */
  readonly refused: { readonly error: string; readonly message: string } | null;
  /** What the upgrade would change, and the settings in which the twin differs. */
  readonly plan: readonly Change[];
  readonly differences: readonly FieldReport[];
  /** What has to be so before the stack can be adopted, and was in the rehearsal. */
  readonly needs: readonly string[];
  /** What of this stack the rehearsal is without, or has otherwise. */
  readonly notEmulated: readonly string[];
  readonly acts: readonly PlayedAct[];
  readonly requests: { readonly total: number; readonly failed: number; readonly failures: readonly object[] };
  /** What did not go as it should, in words; none if the stack can be adopted. */
  readonly wrong: readonly string[];
}

export interface RehearsalOptions {
  /** The packaged template. */
  readonly template: string;
  /** The registration that is rehearsed; by default one is made of the stack. */
  readonly registration?: Environment | undefined;
  readonly group?: string | undefined;
  /** The most instances of a group. */
  readonly sizes?: number | undefined;
  readonly bootSeconds: number;
  /** Hears what is rehearsed now. */
  readonly tell?: (line: string) => void;
}

/** Where a playground stands. */
const home = { account: "123456789012" };

const undoneIn = (entries: readonly Entry[]): readonly string[] =>
  entries
    .filter((entry) => entry.status === "undone" && !isRollbacks(entry))
    .map(({ change: { resource } }) => `${resource.kind} ${resource.id}`);

const actOf = (act: RehearsedAct, name: string, { execution, journals, carrying }: PlayedExecution): PlayedAct => {
  const { status, error, cause, startDate, stopDate } = execution;
  const entries = journals.find(({ deployment }) => deployment.id === name)?.entries ?? [];
  const ended =
    status === "SUCCEEDED"
      ? "succeeded"
      : error === "RolledBack"
        ? "rolled back"
        : entries.length === 0
          ? "refused"
          : "failed";
  return {
    title: act.title,
    expected: act.ends,
    ended,
    seconds: Math.round(((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1_000),
    cause: status === "SUCCEEDED" ? null : `${error}: ${cause}`,
    changes: entries.filter(({ status: each }) => each !== "planned").length,
    carrying,
    undone: undoneIn(entries),
  };
};

/** Plays one act after the other, up to the first that does not end as it has to. */
const play = async (
  stage: RehearsalWorld,
  environment: Environment,
  props: Props,
  tell: (line: string) => void,
): Promise<readonly PlayedAct[]> => {
  const played: PlayedAct[] = [];
  for (const [index, act] of rehearsedActs.entries()) {
    tell(`Rehearsing: ${act.title} …`);
    const name = `rehearsal-${index + 1}`;
    const input = act.input(props);
    const now = actOf(act, name, await playOn(stage, environment, { machine: act.machine, name, input }));
    played.push(now);
    if (now.ended !== act.ends) break;
  }
  return played;
};

/** What refuses the stack as it is described, whether or not the playground has it. Throws a refusal. */
const refuseDescribed = ({ AutoScalingGroups }: StackDocument, { group }: Environment): void => {
  const found = AutoScalingGroups.find(({ AutoScalingGroupName }) => AutoScalingGroupName === group);
  if (found !== undefined) refuseUncopyable(`Auto Scaling group ${group}`, autoScalingGroupFields, found);
};

/** What is read as the operator before the first act. Throws a refusal. */
const seenBefore = async (environment: Environment) => {
  const live = await observeLive(resourceClients(), environment);
  const { changes, report } = checkUpgrade(environment, live);
  const { LaunchTemplateId: id = "", Version: version = "$Default" } = launchTemplateOf(live.group) ?? {};
  const { ImageId } = await readLaunchTemplateData(ec2(), { id, version });
  return {
    plan: changes.filter((change) => !isVoid(change)),
    differences: report.filter(({ treatment }) => treatment !== "copied"),
    imageId: String(ImageId),
  };
};

const untouched = {
  environment: null,
  refused: null,
  plan: [],
  differences: [],
  needs: [],
  notEmulated: [],
  acts: [],
  requests: { total: 0, failed: 0, failures: [] },
  wrong: [],
} satisfies Rehearsal;

const wrongIn = (acts: readonly PlayedAct[], requests: Rehearsal["requests"]): readonly string[] => [
  ...acts
    .filter(({ ended, expected }) => ended !== expected)
    .map(
      ({ title, ended, expected, cause }) =>
        `${title}: ${ended}, expected ${expected}${cause === null ? "" : `. ${cause}`}`,
    ),
  ...acts
    .filter(({ carrying: { before, after } }) => after < before)
    .map(
      ({ title, carrying: { before, after } }) =>
        `${title}: ${before} instances carried the traffic before it, ${after} after it`,
    ),
  ...(requests.failed > 0 ? [`${requests.failed} of ${requests.total} requests failed`] : []),
];

/** A refusal as an answer, from the words that an execution or an error has for it: its name, a colon, the message. */
const refusedBy = (words: string): Pick<Rehearsal, "refused" | "wrong"> => {
  const [, error = "", message = ""] = /^(\w+): ([\s\S]*)$/.exec(words) ?? [];
  return { refused: { error, message }, wrong: [`refused: ${words}`] };
};

const onStage = async (
  stage: RehearsalWorld,
  environment: Environment,
  document: StackDocument,
  { bootSeconds, tell = () => {} }: RehearsalOptions,
): Promise<Partial<Rehearsal>> => {
  const { world } = stage;
  const missing = await beginOn(stage, environment, usersRequests(document, environment));
  if (missing !== undefined)
    return {
      wrong: [
        `the stack does not serve in the playground, so nothing could be rehearsed: ${missing}. Its instances take ${bootSeconds} s to serve; --boot-seconds says otherwise`,
      ],
    };
  const { imageId, ...seen } = await world.asOperator(() => seenBefore(environment));
  const acts = await play(stage, environment, { imageId, bootSeconds }, tell);
  const [first] = acts;
  // What only the first state asks is a refusal like any other.
  if (first?.ended === "refused") return { ...seen, ...refusedBy(first.cause ?? "") };
  const { total, failed, failures } = world.traffic();
  const requests = { total, failed, failures };
  return { ...seen, acts, requests, wrong: wrongIn(acts, requests) };
};

/** In a world in which the stack stands as far as it can be made. */
const rehearseIn = async (
  stage: RehearsalWorld,
  document: StackDocument,
  options: RehearsalOptions,
): Promise<Partial<Rehearsal>> => {
  const { registration, group, bootSeconds } = options;
  const { account, region } = stage.world;
  let environment: Environment | null = null;
  try {
    environment =
      registration === undefined
        ? registrationFor(document, { account, region }, { group, bootSeconds, stage: "rehearsal" })
        : { ...registration, account, region };
    refuseDescribed(document, environment);
    return { environment, ...(await onStage(stage, environment, document, options)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { environment, ...refusedBy(`${error.name}: ${error.message}`) };
  }
};

/**
 * Rehearses a stack in a world of its own, which is gone afterwards. What Sarcelle refuses is an answer. Throws `UsageError` if the stack
 * has several groups and none is chosen.
 */
export const rehearseStack = async (given: StackDocument, options: RehearsalOptions): Promise<Rehearsal> => {
  const { template, sizes, bootSeconds, tell = () => {} } = options;
  const { document, told } = withServer(sizes === undefined ? given : withSizes(given, sizes), bootSeconds);
  const roles = rolesToPass(document, home.account);
  tell("Building the stack in a playground …");
  return withPassable(template, roles, async (passing) => {
    const stage = await openStage(passing, "rehearsal", document);
    try {
      const needs = roles.length === 0 ? [] : [`Sarcelle deployed with --param passRoles=${roles.join(",")}`];
      const notEmulated = [...told, ...stage.notEmulated];
      return { ...untouched, needs, notEmulated, ...(await rehearseIn(stage, document, options)) };
    } finally {
      await stage.world.stop();
    }
  });
};
