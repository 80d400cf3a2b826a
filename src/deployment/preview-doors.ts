/** How the idle side is met at the production address, while the rules of a preview stand. */
import type { Json } from "../changes/change.ts";
import type { Entry } from "../changes/journal.ts";
import { previewId } from "../resources/described/ids.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { PreviewDoor, Previews } from "./checks.ts";
import { headersOf } from "./preview-rule.ts";
import { type ListenerRules, listenerArnOf } from "./previews.ts";
import { type HttpRequest, letsThrough } from "./rule-conditions.ts";
import { forwardsOf } from "./traffic.ts";
import type { View } from "./view.ts";

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/** What a rule of a preview forwards to, if that is all it does: who has to log in there meets no side. */
const reachedBy = ({ change: { after } }: Entry): readonly string[] => {
  const actions = list(after?.actions);
  const forwards = actions.every((action) => isRecord(action) && action.Type === "forward");
  return forwards ? forwardsOf(actions).map(({ targetGroupArn }) => targetGroupArn) : [];
};

/** The priority of the rule that has a request; undefined where it cannot be told, or none of them has it. */
const ruleThatTakes = ({ rules }: ListenerRules, asked: HttpRequest): number | undefined => {
  for (const { priority, conditions } of rules.toSorted((a, b) => a.priority - b.priority)) {
    const answer = letsThrough(conditions, asked);
    if (answer !== false) return answer === true ? priority : undefined;
  }
  return undefined;
};

/** The ways to a side by the rules of the preview that stand, and are seen to. */
export const previewsOf =
  ({ loadBalancer }: View, all: readonly ListenerRules[], opened: readonly Entry[]): Previews =>
  (listener, { targetGroupArn }): PreviewDoor | undefined => {
    const listenerArn = listenerArnOf(listener);
    const own = opened
      .map((entry) => ({ entry, id: previewId.parse(entry.change.resource.id) }))
      .filter(({ id }) => id.listenerArn === listenerArn);
    const rules = all.find((each) => each.listenerArn === listenerArn);
    const [first] = own;
    if (first === undefined || rules === undefined) return undefined;
    return {
      address: `${loadBalancer.dnsName}:${listener.registered.port}`,
      headers: headersOf(list(first.entry.change.after?.conditions).at(-1)),
      takes: (asked) => {
        const taken = own.find(({ id }) => id.priority === ruleThatTakes(rules, asked));
        return taken !== undefined && reachedBy(taken.entry).includes(targetGroupArn);
      },
    };
  };
