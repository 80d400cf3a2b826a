/** The shell part of what `sarcelle ci` writes, run as each CI runs it, in the role that is written beside it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are expressions of GitHub's
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { filesOf, rolePath, type Setup } from "../../../command/ci/files.ts";
import { writeAll } from "../../../command/ci/write.ts";
import type { Environment } from "../../../src/deployment/environment.ts";
import { sarcelle } from "./sarcelle.ts";
import { standInAws } from "./stand-in-aws.ts";
import { startStatusServer } from "./status-server.ts";
import { releaseOf, type World } from "./world.ts";

const account = "123456789012";
const trust = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };

/** The role of a template, made in the world, and its credentials: the playground takes no tokens of others' providers. */
const inRole = async ({ url, region }: World, template: string) => {
  const { RoleName, Policies } = parse(template).Resources.Role.Properties;
  const connection = { endpoint: url, region, credentials: { accessKeyId: "tester", secretAccessKey: "tester" } };
  const iam = new IAMClient(connection);
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  for (const { PolicyName, PolicyDocument } of Policies)
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }));
  const RoleArn = `arn:aws:iam::${account}:role/${RoleName}`;
  const sts = new STSClient(connection);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "ci" }));
  iam.destroy();
  sts.destroy();
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return {
    ...connection,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
};

const setups: readonly Setup[] = [
  { ci: "gitlab", host: "gitlab.com", project: "acme/web", branch: "main" },
  { ci: "jenkins", agentRole: `arn:aws:iam::${account}:role/agent` },
  { ci: "bamboo", agentRole: `arn:aws:iam::${account}:role/agent`, project: "SARC" },
];

/** Runs a shell's text in a folder; `hear` is told of all that it says so far, and may stop it. */
const shell = (
  text: string,
  {
    cwd,
    env,
    hear = () => {},
  }: { cwd: string; env: NodeJS.ProcessEnv; hear?: (said: string, stop: () => void) => void },
) =>
  new Promise<{ readonly code: number | null; readonly said: string }>((resolve, reject) => {
    const child = spawn("sh", ["-e", "-c", text], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk;
        hear(said, () => child.kill("SIGINT"));
      });
    child.once("error", reject).once("close", (code) => resolve({ code, said }));
  });

/** The deploy that a run with this number has begun. */
export const deployOfRun4711 = "web-live-deploy-4711";

/** Runs the tests on a world whose environment is blue-green, with the traffic on blue; `deployOfRun4711` put a release on green. */
export const pipelinesDeploy = (world: World, environment: Environment) => {
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-pipelines-"));
  const programs = join(folder, "bin");
  const file = (path: string) => readFileSync(join(folder, path), "utf8");
  const installation = { stack: world.table, account, region: world.region, partition: "aws" };
  const opened: { stop(): Promise<unknown> }[] = [];
  let aws: Awaited<ReturnType<typeof standInAws>>;
  let forge: Awaited<ReturnType<typeof startStatusServer>>;
  let role: Awaited<ReturnType<typeof inRole>>;
  beforeAll(async () => {
    mkdirSync(programs);
    for (const setup of setups) writeAll(folder, filesOf(setup, [environment], installation, "sarcelle ci"));
    role = await inRole(world, file(rolePath(installation, "gitlab")));
    aws = await standInAws(programs, role);
    forge = await startStatusServer();
    opened.push(aws, forge);
    writeFileSync(join(folder, "release.json"), JSON.stringify(releaseOf("3"), null, 2));
  });
  afterAll(async () => {
    for (const each of opened) await each.stop();
    rmSync(folder, { recursive: true });
  });

  const variables = (more: object): NodeJS.ProcessEnv => ({
    PATH: `${programs}:${process.env.PATH}`,
    TMPDIR: folder,
    STAND_IN_URL: aws.url,
    SARCELLE_PAUSE: "1",
    ...more,
  });

  /** A job of the GitHub workflow, as its runner has it. */
  const onGithub = (action: string, hear?: (said: string, stop: () => void) => void) => {
    const { jobs } = parse(file(`.github/workflows/sarcelle-${environment.name}.yml`));
    const { run, env } = jobs[action].steps.at(-1);
    const known: Readonly<Record<string, string>> = {
      "github.run_id": "4711",
      "github.server_url": "https://github.com",
      "github.repository": "acme/web",
      "github.actor": 'o"malley',
      "github.sha": "3333333",
      "github.token": "token-of-the-job",
      "inputs.to": "green",
    };
    const filledIn = Object.entries<string>(env).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => known[expression] ?? `no ${expression}`),
    ]);
    const runner = { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "acme/web", GITHUB_OUTPUT: join(folder, "output") };
    return shell(run, {
      cwd: folder,
      env: variables({ ...runner, ...Object.fromEntries(filledIn) }),
      ...(hear && { hear }),
    });
  };

  /** A job of the GitLab file, with what the jobs that it needs have handed on. */
  const onGitlab = (action: string, more: object = {}) => {
    const all = parse(file(`sarcelle-ci/gitlab-${account}-${world.region}.yml`));
    const job = all[`${action} ${environment.name}`];
    const pipeline = {
      CI_PIPELINE_ID: "4711",
      CI_JOB_URL: "https://gitlab.com/acme/web/-/jobs/1",
      CI_PIPELINE_URL: "https://gitlab.com/acme/web/-/pipelines/4711",
      CI_COMMIT_SHA: "3333333",
      CI_API_V4_URL: `${forge.url}/api/v4`,
      CI_PROJECT_ID: "42",
      CI_JOB_TOKEN: "token-of-the-job",
      GITLAB_USER_LOGIN: "o'malley",
      SARCELLE_TOKEN: "a token",
    };
    const own = Object.entries<string>({ ...all[".sarcelle"].variables, ...job.variables }).map(([name, value]) => [
      name,
      value.replaceAll(/\$(\w+)/g, (_, variable: keyof typeof pipeline) => pipeline[variable]),
    ]);
    rmSync(join(folder, "sarcelle.out"), { force: true });
    const env = variables({ ...pipeline, ...Object.fromEntries(own), ...more });
    return shell(all[".sarcelle"].script.join("\n"), { cwd: folder, env });
  };

  /** A build of the Jenkinsfile with its parameters. */
  const onJenkins = (parameters: object) => {
    const text = file(`sarcelle-ci/Jenkinsfile.${environment.name}`);
    const [, script = ""] = /sh '''\n([\s\S]*?)'''/.exec(text) ?? [];
    const own = [...text.matchAll(/^ +(\w+) = '(.*)'$/gm)].map(([, name = "", value = ""]) => [name, value]);
    const build = {
      BUILD_TAG: "jenkins-sarcelle-web-live-7",
      BUILD_URL: "https://jenkins.example.com/job/sarcelle-web-live/7/",
    };
    const env = variables({ SARCELLE_RUN: "", ...build, ...Object.fromEntries(own), ...parameters });
    return shell(script.replaceAll("\\\\", "\\"), { cwd: folder, env });
  };

  /** A plan of the Bamboo specs. */
  const onBamboo = (action: string, more: object) => {
    const plans = parseAllDocuments(file("bamboo-specs/bamboo.yaml")).map((document) => document.toJS());
    const { Deployment } = plans.find(({ plan }) => plan.name === `${environment.name} ${action}`);
    const build = {
      bamboo_planKey: "SARC-WEB",
      bamboo_buildNumber: "7",
      bamboo_buildResultsUrl: "https://bamboo.example.com/browse/SARC-WEB-7",
      bamboo_planRepository_revision: "3333333",
    };
    return shell(Deployment.tasks.at(-1).script.scripts[0], { cwd: folder, env: variables({ ...build, ...more }) });
  };

  const named = (action: string, run = "4711") => `${environment.name}-${action}-${run}`;
  const follow = (name: string) => `Follow it: sarcelle watch ${environment.name} ${name}, or run this job again`;

  it("'sarcelle ci github' writes them, with what to do next, and writes over nothing of the user's", async () => {
    const argv = ["ci", "github", "--repository", "acme/web", "--service", "web", "--folder", folder];
    const { code, out, err } = await sarcelle(world, ...argv);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Wrote ${join(folder, `.github/workflows/sarcelle-${environment.name}.yml`)}\n`);
    expect(out).toContain(
      "aws cloudformation deploy --stack-name sarcelle-live-ci-github --capabilities CAPABILITY_NAMED_IAM",
    );
    expect(out).toContain("gh api repos/acme/web");
    const workflow = `.github/workflows/sarcelle-${environment.name}.yml`;
    const written = file(workflow);
    writeFileSync(join(folder, workflow), "name: mine\n");
    expect(await sarcelle(world, ...argv)).toMatchObject({ code: 2, err: expect.stringContaining("is there already") });
    expect(file(workflow)).toBe("name: mine\n");
    writeFileSync(join(folder, workflow), written);
  });

  it("on GitHub a switch that is cancelled goes on, says how to follow it, and is followed by the job that is run again", async () => {
    const cancelled = await onGithub("switch", (said, stop) => {
      if (said.includes("If this job ends before it does")) stop();
    });
    expect(cancelled).toEqual({
      code: 4,
      said: expect.stringContaining("This job was stopped. The deployment goes on."),
    });
    expect(cancelled.said).toContain(follow(named("switch")));
    const again = await onGithub("switch");
    expect(again).toEqual({ code: 0, said: expect.stringContaining("Succeeded after") });
    expect(file("output")).toBe(`deployment=${named("switch")}\n`);
    const journals = JSON.parse((await sarcelle(world, "history", environment.name, "--json")).out);
    expect(journals[0].deployment).toMatchObject({
      id: named("switch"),
      requestedBy: 'o"malley, https://github.com/acme/web/actions/runs/4711, commit 3333333',
      caller: expect.stringContaining(":assumed-role/sarcelle-live-ci-gitlab-eu-west-1/ci"),
      to: "green",
    });
    const of = {
      context: `sarcelle/${environment.name}/switch`,
      target_url: "https://github.com/acme/web/actions/runs/4711",
    };
    const set = forge.taken();
    for (const { path, token } of set)
      expect({ path, token }).toEqual({ path: "/repos/acme/web/statuses/3333333", token: "Bearer token-of-the-job" });
    expect(set.map(({ body }) => body).filter(({ description }) => description !== "It runs.")).toEqual([
      { ...of, state: "pending", description: "It goes on, and is not followed any more: This job was stopped." },
      { ...of, state: "success", description: expect.stringMatching(/^Succeeded after /) },
    ]);
  });

  it("on GitLab a deploy that this run began before is told, and the switch knows from its job where the release is", async () => {
    expect(await onGitlab("deploy")).toEqual({
      code: 0,
      said: expect.stringContaining("The release is on green."),
    });
    expect(file("sarcelle.env")).toBe("SARCELLE_TO=green\n");
    forge.taken();
    const [name = "", side] = file("sarcelle.env").trim().split("=");
    const { code, said } = await onGitlab("switch", { [name]: side, CI_PIPELINE_ID: "4712", SARCELLE_RUN: "4712" });
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringContaining("Production traffic is on green already; nothing was changed."),
    });
    expect(forge.taken()).toMatchObject([
      {
        path: "/api/v4/projects/42/statuses/3333333",
        token: "job token-of-the-job",
        body: { state: "running", name: `sarcelle/${environment.name}/switch`, pipeline_id: 4712 },
      },
      { body: { state: "success", description: expect.stringMatching(/^Succeeded/) } },
    ]);
  });

  it("on Jenkins a switch whose credentials are over goes on, and another build follows it", async () => {
    aws.expire("stepfunctions describe-execution", 1);
    const asked = { SARCELLE_ACTION: "switch", SARCELLE_TO: "blue" };
    const lost = await onJenkins(asked);
    expect(lost).toEqual({ code: 4, said: expect.stringContaining("The credentials are not valid any more") });
    expect(lost.said).toContain(follow(named("switch", "jenkins-sarcelle-web-live-7")));
    const run = /SARCELLE_RUN=(\S+)/.exec(lost.said)?.[1];
    const again = await onJenkins({ ...asked, BUILD_TAG: "jenkins-sarcelle-web-live-8", SARCELLE_RUN: run });
    expect(again).toEqual({ code: 0, said: expect.stringContaining("Succeeded after") });
  });

  it("on Bamboo a deployment that failed is told as it ended, and tried anew when the build is run again", async () => {
    writeFileSync(join(folder, "wrong.json"), JSON.stringify({ ...releaseOf("3"), imageId: "none" }));
    const failed = await onBamboo("deploy", { bamboo_release: "wrong.json" });
    expect(failed).toEqual({ code: 1, said: expect.stringContaining("InvalidInput") });
    const again = await onBamboo("deploy", { bamboo_release: "wrong.json" });
    const name = named("deploy", "SARC-WEB-7");
    expect(again.said).toContain(`'${name}', which this run began before, ended as FAILED. It is tried anew.`);
    expect(again).toEqual({ code: 1, said: expect.stringContaining(`:${name}-2`) });
  });

  it("what is asked wrongly is refused before anything is started", async () => {
    await world.newCalls();
    const release = JSON.stringify(releaseOf("3"));
    const overridden = `${release},"override":{"reason":"hidden"}`;
    for (const text of ["version: 3\n", overridden, `${release.slice(0, -1)}`, `${release}}`, `${release} "x"`, ""]) {
      writeFileSync(join(folder, "odd.json"), text);
      expect(await onBamboo("deploy", { bamboo_release: "odd.json" })).toEqual({
        code: 2,
        said: expect.stringContaining("is not one JSON object"),
      });
    }
    expect(await onBamboo("deploy", { bamboo_release: "missing.json" })).toMatchObject({ code: 2 });
    expect(await onBamboo("switch", { bamboo_to: "" })).toEqual({
      code: 2,
      said: expect.stringContaining("expected blue or green"),
    });
    expect((await world.newCalls()).filter(({ mutating }) => mutating)).toEqual([]);
  });

  it("the role lets nothing else be done", async () => {
    const states = new SFNClient(role);
    const executionArn = world.arn("execution", "blue-green", `:${named("deploy")}`);
    await expect(states.send(new StopExecutionCommand({ executionArn }))).rejects.toThrow("not authorized to perform");
    states.destroy();
  });
};
