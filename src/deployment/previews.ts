/**
 * The preview of the side without traffic, at the production address: for each production listener or rule one more rule that has what the
 * production rule would have, and of that only what asks for the preview. It stands in the midst of one deployment, and goes before traffic moves.
 */
import { type Change, type Json, type State, sameResource } from "../changes/change.ts";
import type { Entry } from "../changes/journal.ts";
import { CannotPreview } from "../errors.ts";
import { isNetworkLoadBalancer, listenerOfRule, previewId } from "../resources/described/ids.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Environment } from "./environment.ts";
import type { Verdict } from "./gates.ts";
import { ownershipTags } from "./ownership-tags.ts";
import { counterpart } from "./pairs.ts";
import { conditionOf, type Preview } from "./preview-rule.ts";
import { excludeEachOther, meet, patternsOf, valuesIn } from "./rule-conditions.ts";
import { idleSide, isThere, pointAt } from "./traffic.ts";
import type { ListenerView, View } from "./view.ts";

/** A rule of a listener, its default one excepted. */
export interface RuleView {
  readonly arn: string;
  readonly priority: number;
  readonly conditions: readonly Json[];
  /** What it makes of a request's host or URL before it is sent on; missing where it makes nothing of them. */
  readonly transforms?: Json;
}

/** The rules of a production listener. */
export interface ListenerRules {
  readonly listenerArn: string;
  readonly rules: readonly RuleView[];
}

/** The listener that takes a production rule's requests, or is the one itself. */
export const listenerArnOf = ({ kind, arn }: Pick<ListenerView, "kind" | "arn">): string =>
  kind === "listener" ? arn : listenerOfRule(arn);

interface Previewing {
  readonly environment: Environment;
  readonly view: View;
  readonly deployment: { readonly action?: string | undefined; readonly to?: "blue" | "green" | undefined };
}

/** Whether somebody looks at the side before it gets traffic: checks and a hook, or people who approve. */
export const opensPreview = ({ environment, view, deployment: { action, to } }: Previewing): boolean => {
  if (environment.preview === undefined) return false;
  if (action === "switch") return environment.approval !== undefined && !isThere(view, to);
  return action === "deploy" || action === "release";
};

/** "Condition values per rule: 5". https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const mostValues = 5;

/** The priorities of rules are 1 to 50000; a listener's default action comes after all of them. */
const afterAllRules = 50_001;

/** What a production listener or rule has beside its actions. */
interface Shadowed {
  readonly listener: ListenerView;
  readonly priority: number;
  readonly conditions: readonly Json[];
  readonly transforms?: Json;
}

const whereOf = ({ listener: { registered } }: Shadowed): string =>
  registered.priority === undefined
    ? `listener ${registered.port}`
    : `the rule of priority ${registered.priority} on listener ${registered.port}`;

const refuse = (why: string): never => {
  throw new CannotPreview(
    `${why.charAt(0).toUpperCase()}${why.slice(1)} Or take 'preview' out of the registration. No preview was opened.`,
  );
};

/** A host of a preview that the rule serves too stands for those that it serves: a rule has one condition of hosts. */
const withHost = (shadowed: Shadowed, host: string): readonly Json[] => {
  const others = shadowed.conditions.filter((each) => !(isRecord(each) && each.Field === "host-header"));
  const served = patternsOf(shadowed.conditions, "host-header");
  const serves = served !== undefined && served !== "none" && served.some((one) => meet(one.toLowerCase(), host));
  if (served !== "none" && !serves)
    refuse(
      `The preview's host ${host} is none that ${whereOf(shadowed)} serves${served === undefined ? ", whose hosts are expressions" : `: ${served.join(", ")}`}. Name one that it serves, as under a host with a wildcard, or preview by a header.`,
    );
  return others;
};

const conditionsFor = (shadowed: Shadowed, preview: Preview): readonly Json[] => {
  const name = preview.header?.name.toLowerCase();
  const isSameHeader = (condition: Json) =>
    isRecord(condition) &&
    isRecord(condition.HttpHeaderConfig) &&
    String(condition.HttpHeaderConfig.HttpHeaderName).toLowerCase() === name;
  if (shadowed.conditions.some(isSameHeader))
    refuse(`${whereOf(shadowed)} asks for the header ${preview.header?.name} itself. Preview by another header.`);
  const own = preview.host === undefined ? shadowed.conditions : withHost(shadowed, preview.host.toLowerCase());
  const conditions = [...own, conditionOf(preview)];
  const values = valuesIn(conditions);
  if (values > mostValues)
    refuse(
      `With the preview's, the conditions of ${whereOf(shadowed)} would have ${values} values, and a rule has ${mostValues} at most. Make two rules of it, and register both.`,
    );
  return conditions;
};

/** What cannot be said twice: AWS keeps the secret of an OpenID Connect client, and describes it to nobody. */
const refuseSecret = (shadowed: Shadowed): void => {
  if (shadowed.listener.actions.some((action) => isRecord(action) && action.Type === "authenticate-oidc"))
    refuse(
      `${whereOf(shadowed)} logs people in by OpenID Connect, with a client secret that AWS describes to nobody: a second rule cannot have it, and without it would let everybody in. Log them in with Amazon Cognito.`,
    );
};

/**
 * The first free priority before the production rule, between which and that no other rule can have the same requests: so what asks for the
 * preview goes where it would go, and only what would come to the production rule goes to the idle side.
 */
const priorityFor = (
  shadowed: Shadowed,
  conditions: readonly Json[],
  { rules, isOurs, below }: { rules: readonly RuleView[]; isOurs: (rule: RuleView) => boolean; below: number },
): number => {
  for (let priority = shadowed.priority - 1; priority >= 1; priority -= 1) {
    const rule = rules.find((each) => each.priority === priority);
    if (rule === undefined && priority < below) return priority;
    if (rule !== undefined && !isOurs(rule) && !excludeEachOther(rule.conditions, conditions))
      return refuse(
        `There is no free priority between ${whereOf(shadowed)} and the rule of priority ${priority}, whose requests a preview before it would take: ${rule.arn}. Make room between them (aws elbv2 set-rule-priorities --rule-priorities RuleArn=${rule.arn},Priority=…).`,
      );
  }
  return refuse(
    `There is no free priority before ${whereOf(shadowed)}: those from 1 on are taken. Make room (aws elbv2 set-rule-priorities).`,
  );
};

const shadowedBy = (listener: ListenerView, rules: readonly RuleView[]): Shadowed => {
  if (listener.kind === "listener") return { listener, priority: afterAllRules, conditions: [] };
  const rule = rules.find(({ arn }) => arn === listener.arn);
  const { priority = listener.registered.priority ?? afterAllRules, conditions = [] } = rule ?? {};
  return { listener, priority, conditions, ...(rule?.transforms && { transforms: rule.transforms }) };
};

const ruleBefore = (
  { environment, view }: Previewing,
  { listener, transforms }: Shadowed,
  conditions: readonly Json[],
  priority: number,
): Change => {
  const { side } = idleSide(view);
  const tag = { key: ownershipTags.environment, value: environment.name };
  const after: State = {
    conditions,
    actions: pointAt(listener.actions, (arn) => counterpart(view, arn, side)),
    ...(transforms === undefined ? {} : { transforms }),
    tags: { [ownershipTags.environment]: environment.name, [ownershipTags.side]: side },
  };
  const id = previewId.format({ listenerArn: listenerArnOf(listener), priority, tag });
  return { resource: { kind: "preview-rule", id }, before: null, after };
};

/**
 * The rules of a preview, in front of those that they shadow and in their order; none where it is not opened. Throws `CannotPreview` with what to
 * do where there cannot be such a rule.
 */
export const previewRules = (previewing: Previewing, all: readonly ListenerRules[]): readonly Change[] => {
  const { environment, view } = previewing;
  const { preview } = environment;
  if (preview === undefined || !opensPreview(previewing)) return [];
  if (isNetworkLoadBalancer(view.loadBalancer.arn))
    refuse(
      `Load balancer '${environment.loadBalancer}' is a network load balancer, and those have no rules by headers or hosts. Call the idle side by its placeholder ports.`,
    );
  return [...Map.groupBy(view.listeners, listenerArnOf)].flatMap(([listenerArn, listeners]) => {
    const rules = all.find((each) => each.listenerArn === listenerArn)?.rules ?? [];
    const isOurs = ({ arn }: RuleView) => listeners.some((each) => each.arn === arn);
    let below = afterAllRules;
    return listeners
      .map((listener) => shadowedBy(listener, rules))
      .toSorted((a, b) => b.priority - a.priority)
      .map((shadowed) => {
        refuseSecret(shadowed);
        const conditions = conditionsFor(shadowed, preview);
        below = priorityFor(shadowed, conditions, { rules, isOurs, below });
        return ruleBefore(previewing, shadowed, conditions, below);
      });
  });
};

/** The rules of a preview that a deployment has made, and that stand. */
export const openedIn = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(
    ({ n, status, change: { resource, before } }) =>
      resource.kind === "preview-rule" &&
      before === null &&
      status === "applied" &&
      !entries.some((later) => later.n > n && sameResource(later.change.resource, resource)),
  );

/**
 * How long a rule is taken to be on its way to all nodes of a load balancer. AWS documents no bound, and what a node without it has goes to the
 * side with the traffic: an answer by that would judge the wrong release.
 */
export const spreadSeconds = 10;

/** That the preview may not be everywhere yet, as a verdict; undefined once it is taken to be. */
export const spreading = (opened: readonly Entry[], now: number): Verdict | undefined => {
  const open = Math.max(...opened.map(({ at }) => at)) + spreadSeconds * 1_000;
  return now >= open || opened.length === 0
    ? undefined
    : {
        verdict: "not ready",
        reason: "the preview is open; what asks for it waits until all of the load balancer knows.",
        lookAgainInSeconds: Math.ceil((open - now) / 1_000),
      };
};
