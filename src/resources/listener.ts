import {
  type Action,
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { equal, type State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { comparableActions, normaliseActions, sendableActions, targetGroupsOf } from "./described/actions.ts";
import { allPages } from "./pages.ts";

const stateOf = (actions: readonly Action[] = []): State => ({ actions: normaliseActions(actions) });

/** A listener's default actions; id: its ARN; state: `{ actions }`, normalised. AWS replaces the list whole, so it is sent whole. */
export const listener = (elb: ElasticLoadBalancingV2Client): ResourceKind => ({
  async read(arn) {
    const answer = await orAbsent(["ListenerNotFoundException"], () =>
      elb.send(new DescribeListenersCommand({ ListenerArns: [arn] })),
    );
    const [found] = answer?.Listeners ?? [];
    return found === undefined ? null : stateOf(found.DefaultActions);
  },

  async readTogether(ListenerArns) {
    const found = await allPages(async (Marker) => {
      const answer = await elb.send(new DescribeListenersCommand({ ListenerArns: [...ListenerArns], Marker }));
      return [answer.Listeners, answer.NextMarker];
    });
    return new Map(found.map(({ ListenerArn = "", DefaultActions }) => [ListenerArn, stateOf(DefaultActions)]));
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
