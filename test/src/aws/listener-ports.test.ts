import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { listenerPorts } from "../../../src/aws/listener-ports.ts";
import type { Change, Kind } from "../../../src/changes/change.ts";
import { fakeClient } from "../resources/fake-client.ts";

const place = "arn:aws:elasticloadbalancing:eu-west-1:1";
const http = `${place}:listener/app/web/1/80`;
const https = `${place}:listener/app/web/1/443`;
const of = (kind: Kind, id: string): Change => ({ resource: { kind, id }, before: { a: 1 }, after: { a: 2 } });

describe("the ports of the listeners that changes are of", () => {
  it("are read in one call, each listener once, though a rule of it is changed too", async () => {
    const asked: unknown[] = [];
    const { client } = fakeClient<ElasticLoadBalancingV2Client>({
      DescribeListeners: (input) => {
        asked.push(input);
        return {
          Listeners: [
            { ListenerArn: http, Port: 8080 },
            { ListenerArn: https, Port: 8443 },
          ],
        };
      },
    });
    const changes = [
      of("group-capacity", "web"),
      of("listener", http),
      of("listener-rule", `${place}:listener-rule/app/web/1/443/7`),
      of("preview-rule", `${https}:7 sarcelle:environment=web`),
    ];
    expect(await listenerPorts(client, changes)).toEqual(
      new Map([
        [http, 8080],
        [https, 8443],
      ]),
    );
    expect(asked).toEqual([{ ListenerArns: [http, https], Marker: undefined }]);
  });

  it("are not known where a listener is gone", async () => {
    const { client } = fakeClient<ElasticLoadBalancingV2Client>({
      DescribeListeners: () => {
        throw Object.assign(new Error("gone"), { name: "ListenerNotFoundException" });
      },
    });
    expect(await listenerPorts(client, [of("listener", http)])).toEqual(new Map());
  });

  it("are not asked for where no listener is changed", async () => {
    const { client } = fakeClient<ElasticLoadBalancingV2Client>({});
    expect(await listenerPorts(client, [of("group-capacity", "web")])).toEqual(new Map());
  });
});
