/** On which ports listeners listen: their ARNs do not say it. */
import { DescribeListenersCommand, type ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Change } from "../changes/change.ts";
import { orAbsent } from "../resources/absent.ts";
import { listenerOfRule, previewId } from "../resources/described/ids.ts";
import { allPages } from "../resources/pages.ts";

const listenerOf = ({ resource: { kind, id } }: Change): readonly string[] => {
  if (kind === "listener") return [id];
  if (kind === "listener-rule") return [listenerOfRule(id)];
  return kind === "preview-rule" ? [previewId.parse(id).listenerArn] : [];
};

/** The ports of the listeners that changes are of, by ARN; of none that is gone. Without such changes nothing is asked. */
export const listenerPorts = async (
  loadBalancing: ElasticLoadBalancingV2Client,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, number>> => {
  const arns = [...new Set(changes.flatMap(listenerOf))];
  if (arns.length === 0) return new Map();
  const found = await orAbsent(["ListenerNotFoundException"], () =>
    allPages(async (Marker) => {
      const answer = await loadBalancing.send(new DescribeListenersCommand({ ListenerArns: arns, Marker }));
      return [answer.Listeners, answer.NextMarker];
    }),
  );
  return new Map((found ?? []).map(({ ListenerArn = "", Port = 0 }) => [ListenerArn, Port]));
};
