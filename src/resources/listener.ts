import {
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { comparableActions, normaliseActions, sendableActions, targetGroupsOf } from "./described/actions.ts";

/** A listener's default actions; id: its ARN; state: `{ actions }`, normalised. AWS replaces the list whole, so it is sent whole. */
export const listener = (elb: ElasticLoadBalancingV2Client): ResourceKind => ({
  async read(arn) {
    const answer = await orAbsent(["ListenerNotFoundException"], () =>
      elb.send(new DescribeListenersCommand({ ListenerArns: [arn] })),
    );
    const [found] = answer?.Listeners ?? [];
    return found === undefined ? null : { actions: normaliseActions(found.DefaultActions ?? []) };
  },

  async write(arn, _before, after) {
    if (after === null) throw new TypeError("A production listener is never deleted.");
    await elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: sendableActions(after.actions) }));
  },

  undoneAtOnce: true,
  sideBySide: true,
  needs: ({ actions }) => targetGroupsOf(actions),
  stillOurs: (state, found) => equal(comparableActions(state.actions), comparableActions(found.actions)),
});
