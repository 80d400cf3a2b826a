/** The shell part with the real AWS CLI, against a playground: an upgrade, a deploy, the same job again, and a switch. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Playground, startPlayground } from "@sarcelle/playground/start";
import { parse } from "yaml";
import { copyOfTemplate } from "../../../scripts/packaged-template.ts";
import type { Attempt } from "../attempts.ts";
import { pointedAt, type Workshop } from "../workshop.ts";

const root = join(import.meta.dirname, "../../..");
const script = join(root, "command/ci/deployment.sh");

const attempt = (name: string, isRight: boolean, said: string): Attempt => ({
  group: "aws-cli",
  name,
  kind: isRight ? "right" : "wrong",
  reason: isRight ? "" : said,
});

/** The sample stack, registered as the example has it. */
const registerWeb = async ({ url }: Playground, workshop: Workshop, env: NodeJS.ProcessEnv): Promise<void> => {
  const made = await fetch(`${url}/_playground/stacks/web`, {
    method: "POST",
    body: JSON.stringify({ instances: 2 }),
  });
  if (!made.ok) throw new Error(`The sample stack could not be made: ${await made.text()}`);
  const command = [join(root, "command/sarcelle.ts"), "env", "apply", join(root, "examples/web-live.yml")];
  const registered = await workshop.run(process.execPath, command, { env });
  if (registered.code !== 0) throw new Error(`The example could not be registered: ${registered.output}`);
};

/** Runs it; each answer has to be what a pipeline needs. */
export const withAwsCli = async (workshop: Workshop): Promise<readonly Attempt[]> => {
  const programs = await workshop.python("aws", ["awscli==1.46.3"]);
  const template = await copyOfTemplate(console.error);
  const playground = await startPlayground({
    port: 0,
    speed: 10,
    seed: 1,
    pages: "aws",
    template,
    tell: console.error,
  });
  try {
    const env = {
      ...pointedAt(playground.url, playground.region),
      PATH: `${programs}${delimiter}${process.env.PATH ?? ""}`,
      HOME: workshop.folder,
      SARCELLE_MACHINE: `arn:aws:states:${playground.region}:${playground.account}:stateMachine:sarcelle-live-blue-green`,
      SARCELLE_ENVIRONMENT: "web-live",
      SARCELLE_RUN: "1",
      SARCELLE_PAUSE: "1",
    };
    await registerWeb(playground, workshop, env);
    const release = parse(await readFile(join(root, "examples/release-2.yml"), "utf8"));
    await writeFile(join(workshop.folder, "release.json"), JSON.stringify(release));
    const output = join(workshop.folder, "deployment.out");
    const run = (action: string, more: object = {}) =>
      workshop.run("sh", [script], { env: { ...env, SARCELLE_ACTION: action, SARCELLE_OUTPUT: output, ...more } });
    const deploying = { SARCELLE_RELEASE: "release.json" };

    const upgrade = await run("upgrade");
    const deploy = await run("deploy", deploying);
    const handedOn = await readFile(output, "utf8").catch(() => "");
    await rm(output, { force: true });
    const again = await run("deploy", deploying);
    const toGreen = await run("switch", { SARCELLE_TO: "green" });
    await writeFile(join(workshop.folder, "wrong.json"), JSON.stringify({ ...release, imageId: "none" }));
    const refused = await run("deploy", { SARCELLE_RELEASE: "wrong.json", SARCELLE_RUN: "2" });
    return [
      attempt("an upgrade is started and followed", upgrade.code === 0, upgrade.output),
      attempt(
        "a deploy says where the release is",
        deploy.code === 0 && handedOn.includes("side=green\n"),
        deploy.output,
      ),
      // A quick side is healthy before anybody looks, and then its checks have a reason.
      attempt("its states are told, with reasons", /\d {2}(Await\w+|RunChecks): \S/.test(deploy.output), deploy.output),
      attempt(
        "run again, it finds that deploy",
        again.code === 0 && again.output.includes("began it before"),
        again.output,
      ),
      attempt("a switch goes where it is told", toGreen.code === 0, toGreen.output),
      attempt("what is refused is told", refused.code === 1 && refused.output.includes("InvalidInput"), refused.output),
    ];
  } finally {
    await playground.stop();
  }
};
