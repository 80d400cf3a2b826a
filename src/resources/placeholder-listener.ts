import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type ProtocolEnum,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { describeTags } from "./describe-tags.ts";
import { placeholderId, targetGroupsIn } from "./described/ids.ts";
import { type Plain, plain } from "./described/plain.ts";
import { keyValues, tagsOf } from "./described/tags.ts";
import { keepsTags } from "./kept-tags.ts";
import { allPages } from "./pages.ts";

const stillOurs = keepsTags("tags");

const strings = (json: State[string] | undefined): string[] => [...((json ?? []) as readonly string[])];

/** The one target group that a placeholder forwards to; null if it does anything else, which no placeholder of ours does. */
const onlyTargetGroup = (listener: Plain<Listener>): string | null => {
  const [action, ...others] = listener.DefaultActions ?? [];
  const groups = action?.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action?.TargetGroupArn }];
  return action?.Type === "forward" && others.length === 0 && groups.length === 1
    ? (groups[0]?.TargetGroupArn ?? null)
    : null;
};

/**
 * The listener on a reserved port that keeps one target group health-checked; id: `<load balancer ARN>:<port>`; state:
 * `{ protocol, targetGroupArn, certificates, sslPolicy, alpnPolicy, tags }`. It is made and deleted, never re-pointed.
 */
export const placeholderListener = (elb: ElasticLoadBalancingV2Client): ResourceKind => {
  const find = async (id: string): Promise<Plain<Listener> | undefined> => {
    const { loadBalancerArn, port } = placeholderId.parse(id);
    const listeners = await orAbsent(["LoadBalancerNotFoundException"], () =>
      allPages(async (Marker) => {
        const answer = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn, Marker }));
        return [answer.Listeners, answer.NextMarker];
      }),
    );
    return plain(listeners ?? []).find((listener) => listener.Port === port);
  };

  return {
    stillOurs,
    needs: ({ targetGroupArn }) => targetGroupsIn(String(targetGroupArn)),

    async read(id) {
      const listener = await find(id);
      const tags = listener && (await describeTags(elb, listener.ListenerArn ?? ""));
      if (!listener || !tags) return null;
      return {
        protocol: listener.Protocol ?? null,
        targetGroupArn: onlyTargetGroup(listener),
        certificates: (listener.Certificates ?? []).map(({ CertificateArn }) => CertificateArn ?? ""),
        sslPolicy: listener.SslPolicy || null,
        alpnPolicy: listener.AlpnPolicy ?? [],
        tags: tagsOf(tags),
      };
    },

    async write(id, before, after) {
      if (after === null) {
        const arn = (await find(id))?.ListenerArn;
        if (arn !== undefined)
          await orAbsent(["ListenerNotFoundException"], () =>
            elb.send(new DeleteListenerCommand({ ListenerArn: arn })),
          );
        return;
      }
      if (before !== null) throw new TypeError("A placeholder listener is never re-pointed.");
      const { loadBalancerArn, port } = placeholderId.parse(id);
      const certificates = strings(after.certificates);
      const alpnPolicy = strings(after.alpnPolicy);
      // "If you attempt to create multiple listeners with the same settings, each call succeeds."
      await elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: loadBalancerArn,
          Port: port,
          Protocol: after.protocol as ProtocolEnum,
          ...(certificates.length > 0 && { Certificates: certificates.map((CertificateArn) => ({ CertificateArn })) }),
          ...(after.sslPolicy ? { SslPolicy: String(after.sslPolicy) } : {}),
          ...(alpnPolicy.length > 0 ? { AlpnPolicy: alpnPolicy } : {}),
          DefaultActions: [{ Type: "forward", TargetGroupArn: String(after.targetGroupArn) }],
          Tags: keyValues((after.tags ?? {}) as State),
        }),
      );
    },
  };
};
