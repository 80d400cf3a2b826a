/** What the `sarcelle` command prints, from deployments of a simulated world. */
import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "@sarcelle/playground/stacks";
import { rehearsalText } from "../../command/formats/rehearsal-text.ts";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { rehearseStack } from "../../command/rehearsal/rehearse.ts";
import { run } from "../../command/run.ts";
import { listenToTopics } from "../../proof/simulation/notices.ts";
import {
  environment,
  ports,
  type Sarcelle,
  sampleRelease,
  stack,
  startSarcelle,
} from "../../proof/simulation/sarcelle.ts";
import type { Samples } from "./marked.ts";

const minute = 60_000;

/** What the command writes, as long as it runs. */
const written = new AsyncLocalStorage<string[]>();

/** Lets what `written` is to hold go there: functions run in this process too, and their log is no part of it. */
const listen = (): (() => void) => {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = ((...given: Parameters<typeof write>) => {
    const heard = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? written.getStore() : undefined;
    if (heard === undefined) return write(...given);
    heard.push(String(given[0]));
    return true;
  }) as typeof stdout.write;
  return () => {
    stdout.write = write;
  };
};

/** Runs `sarcelle …` as the operator; answers what it prints. */
const sarcelleIn =
  ({ simulation }: Sarcelle) =>
  (line: string): Promise<string> => {
    const heard: string[] = [];
    return written.run(heard, async () => {
      await simulation.asOperator(() => run(line.split(" ")));
      return heard.join("").trimEnd();
    });
  };

/** A second environment, to compare with: a stack as it stands before its upgrade, registered by the command. */
const registerBeta = async (sarcelle: Sarcelle): Promise<void> => {
  const { simulation } = sarcelle;
  const name = "beta";
  await simulation.buildStack(name, { instances: 1, version: "3", commit: "3333333", ports });
  const registration = {
    name: "web-beta",
    account: simulation.account,
    region: simulation.region,
    stage: "beta",
    loadBalancer: name,
    group: name,
    listeners: [
      { port: ports.http, placeholders: { blue: 9080, green: 9081 } },
      { port: ports.https, placeholders: { blue: 9443, green: 9444 } },
    ],
  };
  const folder = mkdtempSync(join(tmpdir(), "samples-"));
  try {
    const file = join(folder, "web-beta.json");
    writeFileSync(file, JSON.stringify(registration));
    await sarcelleIn(sarcelle)(`env apply ${file}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The cause with which the execution of a deployment ended. */
const causeOf = async (sarcelle: Sarcelle, input: object, name: string): Promise<string> => {
  const { error, cause } = await sarcelle.ended(await sarcelle.start(input, name));
  await sarcelle.rest();
  return `${error}: ${cause}`;
};

/** A switch that a person stops, when another has pointed a listener elsewhere meanwhile: the cause of what cannot be undone. */
const runbook = async (sarcelle: Sarcelle): Promise<string> => {
  const { simulation } = sarcelle;
  const execution = await sarcelle.start({ action: "release", release: sampleRelease("4") }, "web-live-release-4");
  const moved = async () =>
    (await sarcelle.lock())?.entries.some(({ step }) => step === "ConfirmTraffic" || step === "MoveTraffic");
  await simulation.until(async () => (await moved()) === true, 30 * minute);
  await simulation.advance(10_000);
  const { elasticloadbalancing } = (await simulation.state()) as unknown as {
    readonly elasticloadbalancing: { readonly listeners: Readonly<Record<string, { readonly Port: number }>> };
  };
  const [ListenerArn] =
    Object.entries(elasticloadbalancing.listeners).find(
      ([arn, { Port }]) => arn.includes(`/${stack}/`) && Port === ports.http,
    ) ?? [];
  await simulation.operate("elasticloadbalancing", "ModifyListener", {
    ListenerArn,
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
  });
  await simulation.operate("states", "StopExecution", { executionArn: execution });
  const undo = execution.replace("blue-green:web-live", "rollback:undo-web-live");
  await simulation.until(async () => (await sarcelle.lock())?.owner.startsWith("rollback:") === true, 2 * minute);
  const { error, cause } = await sarcelle.ended(undo);
  return `${error}: ${cause}`;
};

/** What a rehearsal of one of the playground's shapes of stacks tells. */
const rehearsal = async (template: string, shape: string): Promise<string> => {
  const file = join(import.meta.dirname, `../../playground/stacks/shapes/${shape}.json`);
  const stack = parseDocument(JSON.parse(readFileSync(file, "utf8")));
  return rehearsalText(await rehearseStack(stack, { template, bootSeconds: 30 }), 120);
};

/** Without what stands in front of an ARN's resource; and a document's lines have one kind of end. */
const shortened = (text: string): string =>
  text.replaceAll(/arn:aws:\w+:[\w-]*:\d*:/g, "arn:…:").replaceAll("\r\n", "\n");

/** Every sample of the command's and the executions' words, from one world: the same seed gives the same. */
export const tellSamples = async (template: string): Promise<Samples> => {
  const sarcelle = await startSarcelle({ seed: 1, template, handlers: sarcelleHandlers, bakeSeconds: 60 });
  const silence = listen();
  const says = sarcelleIn(sarcelle);
  const green = `inventory --environment ${environment} --side green --type instance`;
  try {
    await registerBeta(sarcelle);
    await sarcelle.deploy({ action: "upgrade" }, "web-live-upgrade");
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "web-live-deploy-2");
    const plan = await says(`plan ${environment} switch`);
    await sarcelle.deploy({ action: "switch" }, "web-live-switch");
    await sarcelle.simulation.advance(10 * minute);
    const looks = {
      status: await says(`status ${environment}`),
      history: await says(`history ${environment}`),
      deployment: await says(`history ${environment} web-live-switch`),
      versions: await says("versions"),
      inventory: await says(`inventory --environment ${environment}`),
      diff: await says(`diff ${environment} web-beta`),
      findings: await says("findings"),
      freshness: await says("freshness"),
      "environment-history": await says(`history --environment ${environment}`),
      table: await says(green),
      csv: await says(`${green} --format csv`),
      ansible: await says(`${green} --format ansible`),
      "prometheus-sd": await says(`${green} --format prometheus-sd`),
    };
    await sarcelle.deploy({ action: "scaledown" }, "web-live-scaledown");
    const toldOf = await listenToTopics(sarcelle);
    const bad = { action: "release", release: sampleRelease("3", "HEALTH=never") };
    const cause = await causeOf(sarcelle, bad, "web-live-release-3");
    // An event that is lost is made up for at the next look.
    await sarcelle.simulation.advance(10 * minute);
    const causes = {
      cause,
      ...(await toldOf("web-live-release-3", "rolled back")),
      runbook: await runbook(sarcelle),
    };
    const all = Object.entries({
      plan,
      ...looks,
      ...causes,
      rehearsal: await rehearsal(template, "a-single-instance"),
    });
    return Object.fromEntries(all.map(([name, text]) => [name, shortened(text)]));
  } finally {
    await sarcelle.simulation.stop();
    silence();
  }
};
