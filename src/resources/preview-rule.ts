import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
  type RuleCondition,
  type RuleTransform,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal, type State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { Conflict } from "../errors.ts";
import { isNamed, orAbsent } from "./absent.ts";
import { describeTags } from "./describe-tags.ts";
import { comparableActions, normaliseActions, sendableActions, targetGroupsOf } from "./described/actions.ts";
import { normaliseConditions, sameConditions } from "./described/conditions.ts";
import { previewId } from "./described/ids.ts";
import { asInput, plain } from "./described/plain.ts";
import { keyValues, type Tags, tagsOf } from "./described/tags.ts";
import { keepsTags } from "./kept-tags.ts";
import { allPages } from "./pages.ts";

const keeps = keepsTags("tags");

const stillOurs = (state: State, found: State): boolean => {
  const sameRule =
    sameConditions(state.conditions, found.conditions) &&
    equal(comparableActions(state.actions), comparableActions(found.actions)) &&
    equal(state.transforms ?? null, found.transforms ?? null);
  return sameRule && keeps({ tags: state.tags ?? {} }, found);
};

const ruleAt = async (elb: ElasticLoadBalancingV2Client, id: string): Promise<Rule | undefined> => {
  const { listenerArn, priority } = previewId.parse(id);
  const rules = await orAbsent(["ListenerNotFoundException"], () =>
    allPages(async (Marker) => {
      const answer = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn, Marker }));
      return [answer.Rules, answer.NextMarker];
    }),
  );
  return rules?.find(({ Priority }) => Priority === String(priority));
};

const ownAt = async (
  elb: ElasticLoadBalancingV2Client,
  id: string,
): Promise<{ readonly rule: Rule; readonly tags: Tags } | undefined> => {
  const rule = await ruleAt(elb, id);
  const described = rule && (await describeTags(elb, rule.RuleArn ?? ""));
  const tags = tagsOf(described ?? []);
  const { key, value } = previewId.parse(id).tag;
  return rule === undefined || tags[key] !== value ? undefined : { rule, tags };
};

/**
 * The rule by which a listener sends to the idle side what asks for it; id: a `previewId`; state: `{ conditions, actions, tags }`, normalised,
 * and `transforms` where it has some. It is made and deleted, never changed.
 */
export const previewRule = (elb: ElasticLoadBalancingV2Client): ResourceKind => ({
  stillOurs,
  // What was opened and closed again is gone: its undo does not open it once more.
  undoneAtOnce: true,
  needs: ({ actions }) => targetGroupsOf(actions),

  async read(id) {
    const own = await ownAt(elb, id);
    if (own === undefined) return null;
    const { rule, tags } = own;
    return {
      conditions: normaliseConditions(rule.Conditions),
      actions: normaliseActions(rule.Actions ?? []),
      ...(rule.Transforms?.length ? { transforms: plain(rule.Transforms) as unknown as State[string] } : {}),
      tags,
    } as State;
  },

  async write(id, before, after) {
    if (after === null) {
      const arn = (await ownAt(elb, id))?.rule.RuleArn;
      if (arn !== undefined)
        await orAbsent(["RuleNotFoundException"], () => elb.send(new DeleteRuleCommand({ RuleArn: arn })));
      return;
    }
    if (before !== null) throw new TypeError("The rule of a preview is never changed.");
    const { listenerArn, priority } = previewId.parse(id);
    try {
      await elb.send(
        new CreateRuleCommand({
          ListenerArn: listenerArn,
          Priority: priority,
          Conditions: asInput<RuleCondition[]>(after.conditions ?? []),
          Actions: sendableActions(after.actions),
          ...(after.transforms === undefined ? {} : { Transforms: asInput<RuleTransform[]>(after.transforms) }),
          Tags: keyValues((after.tags ?? {}) as State),
        }),
      );
    } catch (error) {
      // By an earlier attempt of its own, which reads do not show yet; or by somebody, since the priority was chosen.
      if (!isNamed("PriorityInUseException", "PriorityInUse")(error)) throw error;
      const found = await ruleAt(elb, id);
      if (found !== undefined && !sameConditions(normaliseConditions(found.Conditions), after.conditions))
        throw new Conflict(
          `Priority ${priority} of listener ${listenerArn} was taken by somebody else since it was chosen; nothing was written.`,
        );
    }
  },
});
