/** The policies that docs/policies offers for people: the whole command runs under them, and what they do not allow is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { sign } from "../../src/aws/approval-store.ts";
import { dynamoDb, stepFunctions } from "../../src/aws/clients.ts";
import { readEnvironment, writeEnvironment } from "../../src/aws/environment-store.ts";
import { takeOver } from "../../src/aws/journal-store.ts";

const account = "123456789012";
const policies = join(import.meta.dirname, "../../docs/policies");
const release = join(import.meta.dirname, "../../examples/release-2.yml");
const files = mkdtempSync(join(tmpdir(), "policies-"));
afterAll(() => rmSync(files, { recursive: true }));
/** The same, of which only a parameter knows the image. */
const byParameter = join(files, "release.json");
writeFileSync(byParameter, JSON.stringify({ version: "2", commit: "2222222", image: { parameter: "/golden/web" } }));
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }],
};

/** A world with an upgraded environment, and the command under a policy of the documents; answers what failed, and how. */
const under = async (policy: "start" | "read" | "operate" | "approve") => {
  const more = { approval: { deadline: 3_600 } };
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), more });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const operate = <Answer>(service: string, operation: string, input: object) =>
    simulation.operate(service, operation, input) as Promise<Answer>;
  const RoleName = `person-${policy}`;
  await operate("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const PolicyDocument = readFileSync(join(policies, `${policy}.json`), "utf8");
  await operate("iam", "PutRolePolicy", { RoleName, PolicyName: policy, PolicyDocument });
  const parameter = { Name: "/golden/web", Type: "String", Value: sampleRelease("2").imageId };
  await operate("ssm", "PutParameter", parameter);
  const { Credentials } = await operate<{ readonly Credentials: { readonly AccessKeyId: string } }>(
    "sts",
    "AssumeRole",
    { RoleArn: `arn:aws:iam::${account}:role/${RoleName}`, RoleSessionName: "person" },
  );
  const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  /** The error's name of a command line that was refused; undefined if it was not. */
  const as = <T>(work: () => Promise<T>) => simulation.asCaller(Credentials.AccessKeyId, work);
  const refused = (...argv: readonly string[]): Promise<string | undefined> =>
    as(() =>
      run(argv).then(
        () => undefined,
        (error: Error) => `${error.name}: ${error.message}`,
      ),
    );
  /** A switch that waits for approval; answers its execution. */
  const waitingForApproval = async (): Promise<string> => {
    // What was started before has the lock by then, and is done after a while.
    await simulation.advance(60_000);
    await simulation.until(async () => (await sarcelle.lock()) === undefined, 1_200_000);
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deployed");
    const arn = await sarcelle.start({ action: "switch" }, "waits");
    const isAsked = ({ pk }: object & { readonly pk?: unknown }) =>
      isDeepStrictEqual(pk, { S: `APPROVAL#${environment}` });
    await simulation.until(async () => (await simulation.items(service)).some(isAsked), 600_000);
    return arn;
  };
  return { ...sarcelle, as, refused, waitingForApproval };
};

const looking = [
  ["status", environment],
  ["history", environment],
  ["env", "list"],
  ["env", "show", environment],
  ["plan", environment, "scaledown"],
  ["plan", environment, "release", "--release", release],
  ["plan", environment, "deploy", "--release", release],
  ["plan", environment, "deploy", "--release", byParameter],
  ["inventory"],
  ["versions"],
  ["findings"],
  ["freshness"],
];

describe("a person's policy", () => {
  it("to read lets everything be looked at, and nothing be started", async () => {
    const { refused } = await under("read");
    const answers: unknown[] = [];
    for (const line of looking) answers.push([line, await refused(...line)]);
    expect(answers.filter((answer) => Array.isArray(answer) && answer[1] !== undefined)).toEqual([]);
    const file = join(files, "web-live.html");
    expect(await refused("console", environment, "--export", file)).toBe(undefined);
    const [, shown = ""] = /id="snapshot">(.*)<\/script>/.exec(readFileSync(file, "utf8")) ?? [];
    // What the page could not read would be said there, and nowhere else.
    expect(shown).toContain('"page":"environment"');
    expect(shown.match(/"trouble":"[^"]*"/g)).toBe(null);
    expect(await refused("switch", environment)).toContain("states:StartExecution");
  });

  it("to operate lets deployments be started and undone too", async () => {
    const { simulation, refused, rest, waitingForApproval } = await under("operate");
    const folder = mkdtempSync(join(tmpdir(), "registration-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "web-live.yml");
    const table = { client: dynamoDb(), name: service };
    const registered = await simulation.asOperator(() => readEnvironment(table, environment));
    // What is YAML may be JSON.
    writeFileSync(file, JSON.stringify(registered));
    for (const line of [["env", "apply", file], ...looking, ["deploy", environment, "--release", release]])
      expect([line, await refused(...line)]).toEqual([line, undefined]);
    await rest();
    // Whoever starts a deployment is not let through the gate by the same policy.
    await waitingForApproval();
    expect(await refused("approve", environment, "--reason", "by myself")).toContain(
      "not authorized to perform: dynamodb:UpdateItem",
    );
  });

  it("to approve lets deployments of one environment be approved or rejected, nothing be started, and nothing else be written", async () => {
    const { as, refused, waitingForApproval, ended } = await under("approve");
    const arn = await waitingForApproval();
    expect(await refused("switch", environment)).toContain("states:StartExecution");
    const table = { client: dynamoDb(), name: service };
    const given = { by: `arn:aws:iam::${account}:user/ann`, at: 0, reason: "seen" };
    const elsewhere = as(() => sign(table, "search-live", { deployment: "d", epoch: 1 }, "approve", given));
    await expect(elsewhere).rejects.toThrow("not authorized to perform: dynamodb:UpdateItem");
    const registered = await as(() => readEnvironment(table, environment));
    await expect(as(() => writeEnvironment(table, registered))).rejects.toThrow("not authorized to perform: dynamodb:");
    const takeover = { environment, deployment: "waits", owner: "somebody" };
    await expect(as(() => takeOver(table, takeover))).rejects.toThrow("not authorized to perform: dynamodb:UpdateItem");
    expect(await refused("approve", environment, "--reason", "seen")).toBeUndefined();
    expect(await ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("to start lets CI start an execution and see how it ends, and nothing else", async () => {
    const { simulation, as, refused, ended } = await under("start");
    const machine = `arn:aws:states:${simulation.region}:${account}:stateMachine:${service}-blue-green`;
    const input = JSON.stringify({ environment, action: "scaledown", requestedBy: "CI" });
    const states = stepFunctions();
    const { executionArn = "" } = await as(() =>
      states.send(new StartExecutionCommand({ stateMachineArn: machine, name: "by-ci", input })),
    );
    await ended(executionArn);
    const { status } = await as(() => states.send(new DescribeExecutionCommand({ executionArn })));
    expect(status).toBe("SUCCEEDED");
    expect(await refused("status", environment)).toContain("not authorized to perform: dynamodb:");
  });
});
