/** `sarcelle doctor` in a world: what it says of an installation and its environments, and what it cannot find out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import type { Examined } from "../../command/doctor/diagnosis.ts";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { registering } from "./registering.ts";
import { heard } from "./typing.ts";

const policies = join(import.meta.dirname, "../../docs/policies");

type Options = Omit<Parameters<typeof startSarcelle>[0], "seed" | "template">;

/** A world with an environment, and the doctor as its operator calls him. */
const worldWith = async (options: Options = {}) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), ...options });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  type As = <T>(work: () => Promise<T>) => Promise<T>;
  let as: As = simulation.asOperator;
  const examination = (...argv: readonly string[]) => heard(() => as(() => run(["doctor", ...argv])));
  const examined = async (...argv: readonly string[]) => {
    const { answer: code, said } = await examination("--json", ...argv);
    const all: readonly Examined[] = JSON.parse(said);
    const found = (about: string, check: string) =>
      all
        .find((each) => each.about === about)
        ?.diagnoses.filter((each) => each.check === check)
        .map(({ mark, says }) => `${mark}: ${says}`) ?? [];
    return { code, all, found };
  };
  /** The doctor is called with these credentials from then on. */
  const become = (accessKeyId: string) => {
    as = (work) => simulation.asCaller(accessKeyId, work);
  };
  return { sarcelle, world: simulation, examination, examined, become };
};

const installation = "sarcelle-live";

const follows = { tags: { service: "web" }, action: "deploy", versionTag: "version", commitTag: "commit" } as const;

/** Of every mark that is given, what was looked at. */
const marked = (all: readonly Examined[]) =>
  Object.fromEntries(
    [
      ...Map.groupBy(
        all.flatMap(({ diagnoses }) => diagnoses),
        ({ mark }) => mark,
      ),
    ].map(([mark, each]) => [mark, [...new Set(each.map(({ check }) => check))]]),
  );

describe("sarcelle doctor", () => {
  it("looks at everything and changes nothing: nothing is wrong with what works, upgraded or not", async () => {
    const { sarcelle, world, examination, examined } = await worldWith({ more: { bake: { seconds: 10, alarms: [] } } });
    const since = world.calls.list().length;
    const before = await examined();
    expect(world.calls.list({ since }).filter(({ mutating }) => mutating)).toEqual([]);
    // In virtual time there is no socket, and no time on an answer.
    expect(marked(before.all)).toEqual({
      ok: [
        ...[
          "credentials",
          "stack",
          "version",
          "dead letters",
          "trail",
          "lock",
          "shape",
          "limits",
          "addresses",
          "vCPUs",
          "placeholder ports",
          "names",
        ],
        ...["scheduled actions", "health checks", "roles", "targets", "alarms", "timeouts", "findings"],
      ],
      warning: ["subscriptions", "deletion protection"],
      unknown: ["clock"],
    });
    expect(before.found(environment, "shape")).toEqual(["ok: Not upgraded yet; an upgrade would make 19 changes."]);
    expect(before.found(environment, "limits")).toContain(
      "ok: Load balancer 'web' has 2 of at most 50 listeners, and needs 4 more.",
    );
    expect([before.found(environment, "addresses"), before.found(environment, "vCPUs")]).toEqual([
      [expect.stringMatching(/^ok: \d+ addresses are free in \d subnets, and a deploy needs 2\.$/)],
      [expect.stringMatching(/^ok: 4 of at most 1152 vCPUs .*, and a deploy needs 4 more: 2 instances of t4g/)],
    ]);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const upgraded = await examined(environment);
    expect([upgraded.code, upgraded.found(environment, "traffic")]).toEqual([
      0,
      ["ok: blue has the traffic; green is empty until a deploy."],
    ]);
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
    const after = await examined(environment);
    expect(after.code).toBe(0);
    expect(after.found(environment, "shape")).toEqual(["ok: Blue-green, and nothing of its twin is missing."]);
    expect(marked(after.all).ok).toEqual(expect.arrayContaining(["traffic", "targets", "launched roles"]));
    const { said } = await examination();
    expect(said).toContain("✔ shape");
    expect(said).toMatch(/✔ \d+ {2}⚠ 2 {2}✘ 0 {2}\? 1\n$/);
  });

  it("names what is wrong, with what to do, and ends with 1", async () => {
    const { world, examination, examined } = await worldWith();
    await world.operate("sns", "Subscribe", {
      TopicArn: `arn:aws:sns:${world.region}:${world.account}:${installation}-findings`,
      Protocol: "email",
      Endpoint: "ann@example.com",
    });
    await world.operate("cloudtrail", "StopLogging", { Name: "management-events" });
    await world.operate("events", "DisableRule", { Name: `${installation}-inventory-tags` });
    const Rule = `${installation}-onExecutionEnded-rule-1`;
    const { Targets = [] } = (await world.operate("events", "ListTargetsByRule", { Rule })) as {
      readonly Targets?: readonly { readonly Id: string }[];
    };
    await world.operate("events", "RemoveTargets", { Rule, Ids: Targets.map(({ Id }) => Id) });
    await world.operate("events", "DeleteRule", { Name: Rule });
    const { QueueUrls: [QueueUrl] = [] } = (await world.operate("sqs", "ListQueues", {
      QueueNamePrefix: `${installation}-inventory-dead`,
    })) as { readonly QueueUrls?: readonly string[] };
    await world.operate("sqs", "SendMessage", { QueueUrl, MessageBody: "{}" });
    const { LoadBalancers: [balancer] = [] } = (await world.operate("elasticloadbalancing", "DescribeLoadBalancers", {
      Names: ["web"],
    })) as { readonly LoadBalancers?: readonly { readonly SecurityGroups: readonly string[] }[] };
    await world.operate("ec2", "AuthorizeSecurityGroupIngress", {
      GroupId: balancer?.SecurityGroups[0],
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 9_000, ToPort: 9_100, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    });
    await world.advance(60_000);
    await registering({ simulation: world }, () => ({ follows }));
    const { code, found } = await examined();
    expect(code).toBe(1);
    expect(found(installation, "followed AMIs")).toEqual([
      "warning: web-live is registered to follow AMIs ('follows'), and 3 of the 3 rules that hear of AMIs are disabled: no AMI starts a deployment.",
    ]);
    expect(found(installation, "stack")).toEqual([
      "wrong: Some of it is missing. rules: onExecutionEnded-rule-1.",
      "wrong: Some of it does not work. rules: inventory-tags is disabled, so nothing comes of its events.",
    ]);
    expect(found(installation, "dead letters")).toEqual([expect.stringContaining("warning: 1 message in")]);
    expect(found(installation, "subscriptions")).toContainEqual(
      expect.stringMatching(/^warning: ann@example\.com \(email\) has not confirmed the subscription/),
    );
    expect(found(installation, "trail")).toEqual([
      expect.stringContaining(
        "warning: No trail logs management events that write (management-events, which is stopped)",
      ),
    ]);
    expect(found(environment, "placeholder ports")).toEqual([
      expect.stringContaining("wrong: PlaceholderPortOpen: A placeholder port is open to the world"),
    ]);
    // What an upgrade would make is not known as long as it is refused.
    expect(found(environment, "names")).toEqual([expect.stringContaining("unknown: ")]);
    expect((await examination()).said).toMatch(/→ Deploy Sarcelle again/);
  });

  it("says of what the credentials may not see that it could not be found out, which is no failure", async () => {
    const { world, examined, become } = await worldWith();
    const under = async (policy: string) => {
      const trust = [{ Effect: "Allow", Principal: { AWS: world.account }, Action: "sts:AssumeRole" }];
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
      await world.operate("iam", "CreateRole", { RoleName: policy, AssumeRolePolicyDocument });
      const PolicyDocument = readFileSync(join(policies, `${policy}.json`), "utf8");
      await world.operate("iam", "PutRolePolicy", { RoleName: policy, PolicyName: policy, PolicyDocument });
      const RoleArn = `arn:aws:iam::${world.account}:role/${policy}`;
      const { Credentials } = (await world.operate("sts", "AssumeRole", { RoleArn, RoleSessionName: "ann" })) as {
        readonly Credentials: { readonly AccessKeyId: string };
      };
      become(Credentials.AccessKeyId);
      return examined();
    };
    const reader = await under("read");
    expect(JSON.stringify(reader.all)).not.toContain("not authorized");
    const starter = await under("start");
    expect(starter.code).toBe(0);
    expect(starter.found(installation, "stack")).toEqual([
      expect.stringMatching(/^unknown: .*not authorized to perform/),
    ]);
    expect(starter.found(installation, "environments")).toEqual([expect.stringMatching(/^unknown: /)]);
  });

  it("leaves an environment alone while a deployment goes on, and names that", async () => {
    const { sarcelle, examined } = await worldWith();
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const release = await sarcelle.start({ action: "release", release: sampleRelease("2") }, "release");
    await sarcelle.simulation.until(async () => (await sarcelle.lock()) !== undefined, 60_000, 500);
    const { found } = await examined(environment);
    expect(found(environment, "lock")).toEqual([
      expect.stringMatching(/^ok: Deployment 'release' \(release\) has had it/),
    ]);
    expect(found(environment, "shape")).toEqual(["unknown: Not looked at while a deployment goes on."]);
    await sarcelle.ended(release);
  });

  it("looks at an environment of one side by what replaces its instances", async () => {
    const { examined } = await worldWith({ sides: 1 });
    const { code, all } = await examined(environment);
    expect(code).toBe(0);
    expect(all.at(-1)).toMatchObject({
      diagnoses: [
        { check: "lock" },
        { check: "shape", mark: "ok" },
        { check: "launched roles", mark: "ok" },
        { check: "findings", mark: "ok" },
      ],
    });
  });

  it("knows no environment that is not registered", async () => {
    const { examination } = await worldWith();
    await expect(examination("nowhere")).rejects.toThrow("No environment 'nowhere' is registered.");
  });
});
