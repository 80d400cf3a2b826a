import {
  type Action,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal, type State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { comparableActions, normaliseActions, sendableActions, targetGroupsOf } from "./described/actions.ts";
import { allPages } from "./pages.ts";

const stateOf = (actions: readonly Action[] = []): State => ({ actions: normaliseActions(actions) });

/**
 * The actions of a rule; id: its ARN; state: `{ actions }`, normalised. It is changed in place: deleting and making it anew would
 * let requests fall through to the default action in between.
 */
export const listenerRule = (elb: ElasticLoadBalancingV2Client): ResourceKind => ({
  async read(arn) {
    const answer = await orAbsent(["RuleNotFoundException"], () =>
      elb.send(new DescribeRulesCommand({ RuleArns: [arn] })),
    );
    const [found] = answer?.Rules ?? [];
    return found === undefined ? null : stateOf(found.Actions);
  },

  async readTogether(RuleArns) {
    const found = await allPages(async (Marker) => {
      const answer = await elb.send(new DescribeRulesCommand({ RuleArns: [...RuleArns], Marker }));
      return [answer.Rules, answer.NextMarker];
    });
    return new Map(found.map(({ RuleArn = "", Actions }) => [RuleArn, stateOf(Actions)]));
  },

  async write(arn, _before, after) {
    if (after === null) throw new TypeError("A production rule is never deleted.");
    await elb.send(new ModifyRuleCommand({ RuleArn: arn, Actions: sendableActions(after.actions) }));
  },

  undoneAtOnce: true,
  sideBySide: true,
  needs: ({ actions }) => targetGroupsOf(actions),
  stillOurs: (state, found) => equal(comparableActions(state.actions), comparableActions(found.actions)),
});
