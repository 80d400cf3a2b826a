/** The shell part by itself, with a program that stands in for the AWS CLI; the scenario of the command runs it on a playground. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const script = join(import.meta.dirname, "../../../command/ci/deployment.sh");

/** Answers that all is done; of the looks the first few fail, if that is said. */
const aws = `#!/bin/sh
printf '%s\\n' "$*" >> "$FOLDER/calls"
case $2 in
  get-caller-identity) echo arn:aws:sts::123456789012:assumed-role/ci/run ;;
  start-execution)
    case " \${THERE-} " in *" $6 "*) echo 'An error occurred (ExecutionAlreadyExists)' >&2; exit 254 ;; esac
    [ -z "\${REFUSED-}" ] || { echo "$REFUSED" >&2; exit 254; }
    [ -z "\${WRITTEN_OVER-}" ] || echo ')' > "$FOLDER/script"
    echo arn:aws:states:eu-west-1:123456789012:execution:sarcelle-live-blue-green:it ;;
  describe-execution)
    echo >> "$FOLDER/looks"
    [ "$(wc -l < "$FOLDER/looks")" -gt "\${FAILS:-0}" ] || { echo "$FAILS_WITH" >&2; exit 254; }
    case "$* " in
      *"--query status "*) echo "\${STATUS:-SUCCEEDED}" ;;
      *"--query error "*) echo "\${ERROR:-None}" ;;
      *"--query cause "*) echo "\${CAUSE:-None}" ;;
      *) echo None ;;
    esac ;;
esac
`;

/** Writes down its arguments, and what comes by standard input, and fails as is said. */
const curl = `#!/bin/sh
printf 'curl %s\\n' "$*" >> "$FOLDER/calls"
cat >> "$FOLDER/heard"
[ -z "\${UNSET-}" ] || { echo "$UNSET" >&2; exit 22; }
`;

/** Runs it in a folder of its own: how it ended, what it said, and what was asked of AWS. */
const run = (more: object) => {
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-shell-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, program] of Object.entries({ aws, curl })) {
    writeFileSync(join(folder, name), program);
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, "heard"), "");
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    TMPDIR: folder,
    FOLDER: folder,
    SARCELLE_MACHINE: "arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-blue-green",
    SARCELLE_ENVIRONMENT: "web-live",
    SARCELLE_ACTION: "scaledown",
    SARCELLE_RUN: "4711",
    SARCELLE_PAUSE: "0",
    ...more,
  };
  copyFileSync(script, join(folder, "script"));
  const { status, stdout, stderr } = spawnSync("sh", [join(folder, "script")], { env, encoding: "utf8" });
  const calls = readFileSync(join(folder, "calls"), "utf8");
  const heard = readFileSync(join(folder, "heard"), "utf8");
  return { code: status, said: stdout + stderr, name: / --name (\S+) /.exec(calls)?.[1] ?? "", calls, heard };
};

describe("the name of a run's deployment", () => {
  it("is made of environment, action and the run's id", () => {
    expect(run({}).name).toBe("web-live-scaledown-4711");
    expect(run({ SARCELLE_RUN: "jenkins-folder/job-7" }).name).toBe("web-live-scaledown-jenkins-folder-job-7");
  });

  it("has no more than 80 characters with the number of a later attempt, and is another for another environment or run", () => {
    const long = "x".repeat(62);
    const names = [
      { SARCELLE_ENVIRONMENT: `${long}a` },
      { SARCELLE_ENVIRONMENT: `${long}b` },
      { SARCELLE_ENVIRONMENT: `${long}b`, SARCELLE_RUN: "r".repeat(90) },
      { SARCELLE_RUN: "r".repeat(90) },
      { SARCELLE_RUN: "r".repeat(91) },
    ].map((more) => run(more).name);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,77}$/);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("AWS's troubles", () => {
  it("are told and outlived", () => {
    const { code, said } = run({ FAILS: "3", FAILS_WITH: "An error occurred (ThrottlingException): Rate exceeded" });
    expect(code).toBe(0);
    expect(said.match(/It goes on; AWS does not tell how/g)).toHaveLength(1);
    expect(said).toContain("AWS answers again.");
  });

  it.each([
    {
      error: "An error occurred (ExpiredTokenException): it is expired",
      says: "The credentials are not valid any more",
    },
    { error: "An error occurred (AccessDeniedException): not you", says: "AWS does not tell how it is" },
  ])("that do not pass leave the deployment running, with how to follow it: $error", ({ error, says }) => {
    const { code, said } = run({ FAILS: "1", FAILS_WITH: error });
    expect(code).toBe(4);
    expect(said).toContain(`${says}: ${error}`);
    expect(said).toContain("Follow it: sarcelle watch web-live web-live-scaledown-4711");
    expect(said).toContain("Undo it: sarcelle rollback web-live web-live-scaledown-4711");
  });

  it("at the start end in an exit code of their own", () => {
    const { code, said } = run({ REFUSED: "An error occurred (AccessDeniedException): not you" });
    expect(code).toBe(3);
    expect(said).toContain("It could not be started: An error occurred (AccessDeniedException): not you");
  });
});

describe("the commit's status", () => {
  const gitlab = {
    SARCELLE_STATUS: "gitlab",
    SARCELLE_COMMIT: "3333333",
    CI_API_V4_URL: "https://gitlab.com/api/v4",
    CI_PROJECT_ID: "42",
    CI_PIPELINE_ID: "4711",
    CI_JOB_TOKEN: "the-token-of-the-job",
  };

  it("is set with a token that stands in no argument, the job's own or the one that is given", () => {
    const { calls, heard } = run(gitlab);
    expect(heard).toBe('header = "JOB-TOKEN: the-token-of-the-job"\n'.repeat(2));
    expect(calls).not.toContain("the-token");
    expect(run({ ...gitlab, SARCELLE_GITLAB_TOKEN: "another" }).heard).toContain("PRIVATE-TOKEN: another");
  });

  it("that cannot be set is told, and is no reason for a deployment to fail", () => {
    const { code, said } = run({ ...gitlab, UNSET: "curl: (22) The requested URL returned error: 401" });
    expect(code).toBe(0);
    expect(said).toContain("The commit's status could not be set: curl: (22) The requested URL returned error: 401");
  });
});

it("what a person typed is a text in the execution's input, whatever stands in it", () => {
  const { calls } = run({ SARCELLE_REQUESTED_BY: 'o"malley\\ $(id)\n' });
  const input = / --input (\{.*\}) --query/.exec(calls)?.[1] ?? "";
  expect(JSON.parse(input)).toEqual({
    environment: "web-live",
    action: "scaledown",
    requestedBy: 'o"malley\\ $(id)',
    caller: "arn:aws:sts::123456789012:assumed-role/ci/run",
  });
});

it("the script may be written over while it runs, as by a checkout for another build", () => {
  expect(run({ WRITTEN_OVER: "yes" })).toMatchObject({ code: 0, said: expect.stringContaining("Succeeded after") });
});

it("every line begins with the time, so that none is taken for a command to the CI", () => {
  const error = "An error occurred (ExpiredToken)\n::set-output name=side::blue";
  for (const line of run({ FAILS: "1", FAILS_WITH: error }).said.trimEnd().split("\n"))
    expect(line).toMatch(/^\d\d:\d\d:\d\d {2}/);
});

describe("a rollback", () => {
  const undoing = {
    SARCELLE_ACTION: "rollback",
    SARCELLE_MACHINE: "arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-rollback",
  };
  const undone = { ...undoing, STATUS: "FAILED", ERROR: "RolledBack", CAUSE: "All 5 changes were undone" };

  it("asks its machine for nothing but that, and for one deployment if that is named", () => {
    const inputOf = ({ calls }: ReturnType<typeof run>) =>
      JSON.parse(/ --input (\{.*\}) --query/.exec(calls)?.[1] ?? "");
    const caller = "arn:aws:sts::123456789012:assumed-role/ci/run";
    expect(inputOf(run(undone))).toEqual({ environment: "web-live", requestedBy: "CI", caller });
    expect(inputOf(run({ ...undone, SARCELLE_UNDO: "the-switch" }))).toEqual({
      ...{ environment: "web-live", deployment: "the-switch", requestedBy: "CI", caller },
    });
  });

  it("that undid everything is a job that did what it was to do; what could not be undone is none", () => {
    expect(run(undone)).toMatchObject({ code: 0, said: expect.stringContaining("Undone: All 5 changes were undone") });
    expect(run({ ...undone, ERROR: "RollbackFailed" })).toMatchObject({
      code: 1,
      said: expect.stringContaining("RollbackFailed: All 5 changes were undone"),
    });
  });

  it("that is run again undoes nothing more", () => {
    const { code, calls, said } = run({ ...undone, THERE: "web-live-rollback-4711" });
    expect(code).toBe(0);
    expect(calls.match(/start-execution/g)).toHaveLength(1);
    expect(said).toContain("This run undid it before");
    const another = run({ ...undone, ERROR: "NothingToUndo", THERE: "web-live-rollback-4711" });
    expect(another).toMatchObject({ code: 1, name: "web-live-rollback-4711" });
    expect(another.calls.match(/start-execution/g)).toHaveLength(2);
  });
});

describe("the summary of a run", () => {
  const summaryOf = (more: object) => {
    const folder = mkdtempSync(join(tmpdir(), "sarcelle-summary-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "summary.md");
    run({ ...more, SARCELLE_SUMMARY: file });
    return readFileSync(file, "utf8").replace(/\d+:\d\d min/g, "0:00 min");
  };

  it("says how the deployment ended, and nothing that it says is taken for Markdown", () => {
    expect(summaryOf({})).toBe(
      "### web-live scaledown: Succeeded\n\n    Succeeded after 0:00 min.\n\nDeployment `web-live-scaledown-4711`, 0:00 min.\n",
    );
    expect(summaryOf({ STATUS: "FAILED", ERROR: "RolledBack", CAUSE: "# not [a](link)" })).toBe(
      "### web-live scaledown: RolledBack\n\n    # not [a](link)\n\nDeployment `web-live-scaledown-4711`, 0:00 min.\n",
    );
  });
});
