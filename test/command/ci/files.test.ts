/** What is written for each CI. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are expressions of GitHub's
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { filesOf, type Setup, shellPart } from "../../../command/ci/files.ts";
import { installation, oneSidedOf, seventeen, twoSidedOf } from "./some-environments.ts";

const setups: readonly Setup[] = [
  { ci: "github", repository: "acme/web", ids: undefined },
  { ci: "gitlab", host: "gitlab.com", project: "acme/web", branch: "main" },
  { ci: "jenkins", issuer: "https://jenkins.example.com/oidc" },
  { ci: "jenkins", agentRole: "arn:aws:iam::123456789012:role/agent" },
  { ci: "bamboo", agentRole: "arn:aws:iam::123456789012:role/agent", project: "SARC" },
];
const [github, gitlab, jenkins, byAgent, bamboo] = setups as readonly [Setup, Setup, Setup, Setup, Setup];

const written = (setup: Setup, environments = [twoSidedOf("web-live")] as Parameters<typeof filesOf>[1]) =>
  new Map(filesOf(setup, environments, installation, "sarcelle ci").map(({ path, text }) => [path, text]));

const textOf = (setup: Setup, path: string): string => written(setup).get(path) ?? `there is no ${path}`;

/** Every value of a key, at any depth. */
const valuesOf = (value: unknown, key: string): readonly unknown[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, each]) => [...(name === key ? [each] : []), ...valuesOf(each, key)]);

const script = "sarcelle-ci/deployment.sh";
const roleFile = (ci: string) => `sarcelle-ci/role-${ci}-123456789012-eu-west-1.yml`;

describe("every CI's files", () => {
  it.each(setups.map((setup) => ({ setup, ci: setup.ci, by: "agentRole" in setup ? "role" : "token" })))(
    "of $ci, by a $by, have the one shell part and the role beside them, and say of what version they are and how to make them anew",
    ({ setup, ci }) => {
      const files = written(setup);
      expect([...files.keys()].slice(-2)).toEqual([script, roleFile(ci)]);
      expect(files.get(script)).toContain(shellPart());
      for (const text of files.values())
        expect(text).toMatch(
          /^(#!\/bin\/sh\n)?(#|\/\/) Written by Sarcelle \d+\.\d+\.\d+ for .*\. Make it anew rather than change it:\n(#|\/\/) {3}sarcelle ci\n/,
        );
    },
  );

  it("hold no long-lived key", () => {
    for (const setup of setups)
      for (const text of written(setup).values()) expect(text).not.toMatch(/AWS_SECRET|aws-secret|AKIA/);
  });
});

describe("GitHub's", () => {
  const workflow = parse(textOf(github, ".github/workflows/sarcelle-web-live.yml"));

  it("are a workflow for each environment, with a job for each action: 68 of 17 environments", () => {
    const workflows = [...written(github, seventeen)].filter(([path]) => path.startsWith(".github/"));
    expect(workflows.map(([path]) => path)).toContain(".github/workflows/sarcelle-ijm-live-q.yml");
    expect(workflows.flatMap(([, text]) => Object.keys(parse(text).jobs))).toHaveLength(68);
  });

  it("name every action by its commit, and its version beside it", () => {
    const used = textOf(github, ".github/workflows/sarcelle-web-live.yml").match(/\buses: .*@.*/g) ?? [];
    expect(used.length).toBeGreaterThan(6);
    for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("give each job the environment whose reviewers open it, a token, and no more rights; one run of an environment at a time", () => {
    expect(workflow).toMatchObject({
      permissions: {},
      concurrency: {
        // A rollback waits for no run: what runs may be what it is to undo.
        group: `sarcelle-web-live\${{ inputs.action == 'rollback' && '-rollback' || '' }}`,
        "cancel-in-progress": false,
      },
    });
    for (const job of Object.values(workflow.jobs))
      expect(job).toMatchObject({
        environment: "web-live",
        permissions: { contents: "read", "id-token": "write", statuses: "write" },
      });
  });

  it("ask where a switch is to go, and put nothing that is typed into a script", () => {
    expect(workflow.on.workflow_dispatch.inputs.to.options).toEqual(["green", "blue"]);
    expect(valuesOf(workflow.jobs.switch, "SARCELLE_TO")).toEqual(["${{ inputs.to }}"]);
    for (const run of valuesOf(workflow, "run")) expect(run).not.toContain("${{");
  });

  it("let a session last as long as the job, whose machine ends after six hours", () => {
    const slow = twoSidedOf("web-live", { timeouts: { healthy: 30_000 } });
    const text = written(github, [slow]).get(".github/workflows/sarcelle-web-live.yml") ?? "";
    expect(parse(text).jobs.deploy["timeout-minutes"]).toBe(360);
    expect(valuesOf(parse(text).jobs.deploy, "role-duration-seconds")).toEqual([1_800 + 30_000 + 3_600 + 900]);
    expect(valuesOf(workflow.jobs.deploy, "role-duration-seconds")).toEqual([8_100]);
  });

  it("of an environment with one side know rolling updates and their rollback alone", () => {
    const text = written(github, [oneSidedOf("db-live")]).get(".github/workflows/sarcelle-db-live.yml") ?? "";
    const { jobs, on } = parse(text);
    expect(Object.keys(jobs)).toEqual(["rolling-update", "rollback"]);
    expect(Object.keys(on.workflow_dispatch.inputs)).toEqual(["action", "release", "artifact", "deployment"]);
  });
});

describe("GitLab's", () => {
  const path = "sarcelle-ci/gitlab-123456789012-eu-west-1.yml";
  const file = parse(textOf(gitlab, path));

  it("are one file with a job for each action: 68 of 17 environments", () => {
    const jobs = Object.keys(parse(written(gitlab, seventeen).get(path) ?? ""));
    expect(jobs.filter((name) => !name.startsWith("."))).toHaveLength(68);
  });

  it("are started by people on one branch, one of an environment at a time, and are not given up for a newer pipeline", () => {
    expect(file[".sarcelle"]).toMatchObject({
      interruptible: false,
      rules: [{ if: '$CI_COMMIT_BRANCH == "main"', when: "manual" }],
      id_tokens: { SARCELLE_TOKEN: { aud: "sts.amazonaws.com" } },
    });
    expect(valuesOf(file, "resource_group")).toEqual(["web-live", "web-live", "web-live"]);
    // The token is good for as long as the job may run, if that is said.
    expect(valuesOf(file, "timeout")).toEqual(["135 minutes", "105 minutes", "105 minutes", "75 minutes"]);
  });

  it("let a rollback begin while the job of what it undoes still runs", () => {
    expect(file["rollback web-live"]).toMatchObject({ needs: [], variables: { SARCELLE_UNDO: "" } });
    expect(file["rollback web-live"].resource_group).toBeUndefined();
  });

  it("tell a switch where its deploy put the release", () => {
    expect(file["deploy web-live"].artifacts).toEqual({ reports: { dotenv: "sarcelle.env" } });
    expect(file["switch web-live"].needs).toEqual([{ job: "deploy web-live", artifacts: true }]);
    expect(file["scaledown web-live"].needs).toEqual([{ job: "switch web-live", artifacts: false }]);
  });
});

describe("Jenkins'", () => {
  it("take the role by a token's file or by the agent's own role, and put nothing that is typed into a script", () => {
    const path = "sarcelle-ci/Jenkinsfile.web-live";
    expect(textOf(jenkins, path)).toContain("variable: 'AWS_WEB_IDENTITY_TOKEN_FILE'");
    expect(textOf(byAgent, path)).toContain("credential_source = Ec2InstanceMetadata");
    for (const setup of [jenkins, byAgent]) {
      expect(textOf(setup, path).match(/\bsh '''/g)).toHaveLength(1);
      expect(textOf(setup, path)).not.toMatch(/"""|\bsh "/);
      expect(textOf(setup, path)).toContain("disableConcurrentBuilds()");
      expect(textOf(setup, path)).toContain(
        '[ "$SARCELLE_ACTION" != rollback ] || SARCELLE_MACHINE=arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-rollback',
      );
    }
  });
});

describe("Bamboo's", () => {
  it("are a plan for each action, a document each, with keys of their own: 68 of 17 environments", () => {
    const text = written(bamboo, seventeen).get("bamboo-specs/bamboo.yaml") ?? "";
    const plans = parseAllDocuments(text).map((document) => document.toJS().plan);
    expect(plans).toHaveLength(68);
    expect(new Set(plans.map(({ key }) => key)).size).toBe(68);
    for (const plan of plans)
      expect(plan).toMatchObject({ "project-key": "SARC", key: expect.stringMatching(/^[A-Z][A-Z0-9]+$/) });
  });
});
