import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defaults } from "../../../../src/deployment/defaults.ts";
import { templateRef, templateVersionRef } from "../../../../src/inventory/arn.ts";
import type { Existing } from "../../../../src/inventory/attributes.ts";
import { hear } from "../../../../src/inventory/events/hear.ts";
import { assess, findingEvent } from "../../../../src/inventory/findings/findings.ts";
import { logsLink, resourceLink } from "../../../../src/inventory/findings/links.ts";
import { thresholdsOf } from "../../../../src/inventory/findings/rule.ts";
import { type Finding, findingSchema } from "../../../../src/inventory/findings/schema.ts";
import {
  group,
  here,
  instance,
  listener,
  loadBalancer,
  minute,
  noon,
  rule,
  targetGroup,
  targetGroupArn,
} from "../estate.ts";

const log = { region: "eu-west-1", name: "/aws/lambda/sarcelle-live-findings" };
const stages = new Map([["ijm-live-uk", "live"]]);
const owner = { environment: "ijm-live-uk", side: "green" } as const;
const oneZone = group("ijm", owner, { availabilityZones: ["eu-west-1a"] });

const look = (resources: readonly Existing[], previous: readonly Finding[], now: number, known = stages) =>
  assess(
    {
      resources,
      now,
      stages: known,
      keepIdle: new Map(),
      here,
      certificateEnds: new Map(),
      moving: new Set<string>(),
      stack: "sarcelle-live",
      thresholds: thresholdsOf(defaults),
      trails: undefined,
    },
    previous,
    log,
  );

const finding: Finding = {
  schemaVersion: 1,
  id: `one-zone#${oneZone.ref.arn}`,
  status: "open",
  rule: "one-zone",
  level: "warning",
  environment: "ijm-live-uk",
  side: "green",
  project: "ijm",
  stage: "live",
  resource: { type: "auto-scaling-group", arn: oneZone.ref.arn, name: "ijm" },
  threshold: "2 availability zones",
  found: "all in eu-west-1a",
  openedAt: "2026-01-01T12:00:00.000Z",
  seenAt: "2026-01-01T12:00:00.000Z",
  closedAt: null,
  links: {
    logs: "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fsarcelle-live-findings",
    resource:
      "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#AutoScalingGroupDetails:id=ijm;view=details",
  },
};

describe("findings", () => {
  it("open once, stay open without a word, and close once", () => {
    expect(look([oneZone], [], noon)).toEqual({ opened: [finding], relevelled: [], open: [finding], closed: [] });

    const later = { ...finding, seenAt: "2026-01-01T12:05:00.000Z" };
    const again = look([oneZone], [finding], noon + 5 * minute);
    expect(again).toEqual({ opened: [], relevelled: [], open: [later], closed: [] });

    const closed = { ...later, status: "closed", closedAt: "2026-01-01T12:10:00.000Z" };
    const mended = look([group("ijm", owner)], again.open, noon + 10 * minute);
    expect(mended).toEqual({ opened: [], relevelled: [], open: [], closed: [closed] });
    expect(look([group("ijm", owner)], mended.open, noon + 15 * minute).closed).toEqual([]);
  });

  it("close when the resource is gone", () => {
    expect(look([], [finding], noon + minute).closed.map(({ status }) => status)).toEqual(["closed"]);
  });

  it("are told of once more when their level changes", () => {
    const milder = look([oneZone], [finding], noon + minute, new Map([["ijm-live-uk", "beta"]]));
    expect(milder.opened).toEqual([]);
    expect(milder.relevelled).toEqual(milder.open);
    expect(milder.relevelled.map(({ level, openedAt }) => [level, openedAt])).toEqual([["info", finding.openedAt]]);
  });

  it("are each of the published schema", () => {
    const stray = instance("i-0f", {}, { httpTokens: "optional" });
    const resources = [
      oneZone,
      stray,
      loadBalancer("ijm", { environment: "ijm-live-uk" }, { deletionProtection: false }),
      listener("ijm", 80, { environment: "ijm-live-uk" }, [
        { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn("ijm"), Weight: 1 }] } },
      ]),
      targetGroup("ijm", owner, {}),
    ];
    const { open, opened } = look(resources, [], noon + 60 * minute);
    expect(open.map(({ rule: name }) => name).sort()).toEqual([
      "metadata-v1",
      "no-deletion-protection",
      "no-healthy-target",
      "nobodys-instance",
      "one-zone",
    ]);
    for (const each of opened) expect(findingSchema.parse(each)).toEqual(each);
  });

  it("take the project from the resource's tag before they take it from the environment's name", () => {
    const projectOf = (tags: { readonly [key: string]: string }, environment: string, stage: string) =>
      look([{ ...oneZone, facts: { ...oneZone.facts, tags, environment } }], [], noon, new Map([[environment, stage]]))
        .open[0]?.project;
    expect(projectOf({ Project: "jobs" }, "ijm-live-uk", "live")).toBe("jobs");
    expect(projectOf({}, "job-match-live", "live")).toBe("job-match");
    expect(projectOf({}, "ijm-alphasearch", "alpha")).toBe(null);
    expect(projectOf({}, "live", "live")).toBe(null);
  });
});

describe("the event of a finding", () => {
  it("is on the service's own source", () => {
    expect(findingEvent(finding)).toEqual({
      source: "sarcelle",
      "detail-type": "Sarcelle Finding",
      time: "2026-01-01T12:00:00.000Z",
      resources: [oneZone.ref.arn],
      detail: finding,
    });
  });

  it("is nothing that the collector would look at", () => {
    const event = { id: "1", account: here.account, region: here.region, ...findingEvent(finding) };
    expect(hear(event)).toEqual({ kind: "ignored", why: "'Sarcelle Finding' is not about resources" });
  });
});

describe("links into the console", () => {
  const front = listener("web", 80, {}, []);
  const template = templateRef(here, "lt-0a");
  it.each([
    [instance("i-0f").ref, "InstanceDetails:instanceId=i-0f"],
    [loadBalancer("web", {}).ref, `LoadBalancer:loadBalancerArn=${loadBalancer("web", {}).ref.arn}`],
    [targetGroup("web", {}, {}).ref, `TargetGroup:targetGroupArn=${targetGroupArn("web")}`],
    [front.ref, `ELBListenerV2:listenerArn=${front.ref.arn}`],
    [rule(front, "1", {}, []).ref, `ELBListenerV2:listenerArn=${front.ref.arn}`],
    [template, "LaunchTemplateDetails:launchTemplateId=lt-0a"],
    [templateVersionRef(template, 3), "LaunchTemplateDetails:launchTemplateId=lt-0a"],
    [group("a group", {}).ref, "AutoScalingGroupDetails:id=a%20group;view=details"],
  ])("of $type", (ref, page) => {
    expect(resourceLink(ref)).toBe(`https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#${page}`);
  });

  it("know the consoles of the other partitions", () => {
    expect(logsLink("cn-north-1", "a")).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    expect(logsLink("us-gov-west-1", "a")).toMatch(/^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//);
  });
});

describe("the published schema", () => {
  it("is the one that the code has", () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL("../../../../docs/finding.schema.json", import.meta.url), "utf8"),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(findingSchema))));
  });
});
