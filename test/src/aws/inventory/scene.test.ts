import type { ACMClient } from "@aws-sdk/client-acm";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decidableIn, sceneOf } from "../../../../src/aws/inventory/scene.ts";
import { inventoryStore } from "../../../../src/aws/inventory/store.ts";
import { defaults } from "../../../../src/deployment/defaults.ts";
import { assess } from "../../../../src/inventory/findings/findings.ts";
import { thresholdsOf } from "../../../../src/inventory/findings/rule.ts";
import type { Scope } from "../../../../src/inventory/findings/scope.ts";
import type { Row } from "../../../../src/inventory/model.ts";
import { group, here, listener, loadBalancer, minute, noon } from "../../inventory/estate.ts";
import { fakeClient } from "../../resources/fake-client.ts";
import { overSockets } from "./over-sockets.ts";

const end = new Date(noon + 86_400_000);
const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/1";

/** A load balancer that two environments share, and so nobody owns; one listener and a group of each. */
const shared = loadBalancer("web", {}, { deletionProtection: false });
const front = (port: number, environment: string) => {
  const made = listener("web", port, { environment }, []);
  return { ...made, facts: { ...made.facts, details: { ...made.facts.details, certificates: [certificate] } } };
};
const live = front(443, "web-live");
const beta = front(8443, "web-beta");
const fragile = group("web", { environment: "web-live", side: "blue" }, { availabilityZones: ["eu-west-1a"] });
const rows: readonly Row[] = [shared, live, beta, fragile];

describe("the scene of a scope", () => {
  let served: Awaited<ReturnType<typeof overSockets>>;
  let client: DynamoDBClient;
  const inventory = () => ({ client, name: "inventory" });
  const store = () => inventoryStore(inventory(), 86_400_000, { now: () => noon, sleep: async () => {} });
  const heard: string[] = [];
  const sceneIn = (scope: Scope, DescribeTrails: () => object = () => ({ trailList: [] })) =>
    sceneOf(scope, {
      inventory: inventory(),
      store: store(),
      acm: fakeClient<ACMClient>({ DescribeCertificate: () => ({ Certificate: { NotAfter: end } }) }).client,
      cloudTrail: fakeClient<CloudTrailClient>({ DescribeTrails }).client,
      tell: (error) => heard.push(String(error)),
      registered: [],
      movingOf: async (split) => split,
      thresholds: thresholdsOf(defaults),
      here,
      stack: "sarcelle-live",
      now: noon + 5 * minute,
    });

  beforeAll(async () => {
    served = await overSockets(
      createDynamoDb({ clock: virtualClock(), random: seeded(3), account: "123456789012", region: "eu-west-1" }),
    );
    await served.createInventoryTable("inventory");
    client = new DynamoDBClient(served.options);
    for (const row of rows) await store().replace(undefined, row);
  });
  afterAll(() => served.stop());

  const arnsIn = async (scope: Scope) => (await sceneIn(scope)).resources.map(({ ref }) => ref.arn).sort();

  it("is an environment with the load balancers in front of it, or what is nobody's", async () => {
    expect(await arnsIn({ environments: ["web-live"] })).toEqual(
      [shared, live, fragile].map(({ ref }) => ref.arn).sort(),
    );
    expect(await arnsIn({ environments: [""] })).toEqual([shared.ref.arn]);
    expect(await arnsIn({ environments: [], installation: true })).toEqual([]);
  });

  it("knows when its certificates end", async () => {
    expect((await sceneIn({ environments: ["web-live"] })).certificateEnds).toEqual(
      new Map([[certificate, end.getTime()]]),
    );
  });

  it("has the trails with what is once for the installation, of which alone one can say that there is none; one that could not look says so, and decides nothing", async () => {
    const stages = new Map([["web-live", "live"]]);
    const whole = { ...(await sceneIn({ environments: [], installation: true })), stages };
    const { open } = assess(whole, [], { region: "eu-west-1", name: "log" });
    const finding = open.filter(({ rule }) => rule === "no-trail");
    expect(finding.map(({ environment, resource }) => ({ environment, ...resource }))).toEqual([
      {
        environment: null,
        type: "trails",
        arn: "arn:aws:cloudtrail:eu-west-1:123456789012:trail/*",
        name: "trails of eu-west-1",
      },
    ]);
    expect(await decidableIn({ environments: [], installation: true }, whole, store(), finding)).toEqual(finding);

    const nobodys: Scope = { environments: [""] };
    expect(await decidableIn(nobodys, await sceneIn(nobodys), store(), finding)).toEqual([]);

    const denied = await sceneIn({ environments: [], installation: true }, () => {
      throw new Error("AccessDenied");
    });
    expect(denied.trails).toBeUndefined();
    expect(heard).toEqual([expect.stringContaining("AccessDenied")]);
    expect(await decidableIn({ environments: [], installation: true }, denied, store(), finding)).toEqual([]);
  });

  it("says of its own findings only that they are over, of resources that it shows or that are gone", async () => {
    const everything: Scope = { environments: ["", "web-beta", "web-live"] };
    const whole = await sceneIn(everything);
    const stages = new Map([
      ["web-live", "live"],
      ["web-beta", "live"],
    ]);
    const { open } = assess({ ...whole, stages }, [], { region: "eu-west-1", name: "log" });
    const gone = {
      ...open[0],
      id: "gone",
      environment: "web-live",
      resource: { ...open[0]?.resource, arn: "arn:gone" },
    };
    const all = [...open, gone as (typeof open)[number]];
    const scope: Scope = { environments: ["web-live"] };
    const decided = await decidableIn(scope, await sceneIn(scope), store(), all);
    expect(decided).toEqual(all.filter(({ environment }) => environment === "web-live"));
    expect(decided.length).toBeLessThan(all.length);
    // A row that the scene lacks, since the index does not show it yet, is not taken for gone.
    const without = { ...(await sceneIn(scope)), resources: [] };
    expect((await decidableIn(scope, without, store(), all)).map(({ id }) => id)).toEqual(
      all
        .filter(
          ({ environment, resource }) =>
            environment === "web-live" && [shared.ref.arn, "arn:gone"].includes(resource.arn),
        )
        .map(({ id }) => id),
    );
    expect(await decidableIn(everything, whole, store(), all)).toEqual(all);
  });
});
