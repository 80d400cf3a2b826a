/** `sarcelle init` in a world with a stack in it: what it writes can be registered, and is what an upgrade takes. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulation } from "@sarcelle/playground/simulation";
import { describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { parse } from "yaml";
import { type InitOptions, init } from "../../command/init/init.ts";
import { deploymentHandlers } from "../../command/rehearsal/functions.ts";
import { run } from "../../command/run.ts";
import type { Person } from "../../command/terminal.ts";
import { placeholderPorts } from "../../src/deployment/environment.ts";
import { heard } from "./typing.ts";

const shapes = join(import.meta.dirname, "../../playground/stacks/shapes");
const shape = (name: string): object => JSON.parse(readFileSync(join(shapes, `${name}.json`), "utf8"));

/** A world with a stack in it, and the command as it is typed by somebody who is at no terminal. */
const worldWith = async (described?: object) => {
  const world = await startSimulation({ seed: 1, template: inject("template"), handlers: deploymentHandlers });
  onTestFinished(() => world.stop());
  await world.buildStack("web", described);
  await world.advance(900_000);
  const folder = mkdtempSync(join(tmpdir(), "init-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "environments/it.yml");
  let said = "";
  const listening = async <T>(work: () => Promise<T>): Promise<T> => {
    said = "";
    const { answer, said: now } = await heard(() => world.asOperator(work));
    said = now;
    return answer;
  };
  const typed = (...argv: readonly string[]) => listening(() => run(argv));
  const asking = (given: Partial<InitOptions>, person: Person) =>
    listening(() =>
      init(
        {
          ...{ fromGroup: undefined, loadBalancer: undefined, name: undefined, stage: undefined },
          ...{ stack: "sarcelle-live", endpointUrl: undefined, output: "text" as const, yes: false, file },
          ...given,
        },
        person,
      ),
    );
  return { world, file, typed, asking, said: () => said };
};

/** Somebody who takes the first of each choice and what is proposed, unless he is told otherwise. */
const somebody = (changed: Partial<Person> = {}) => {
  const asked: string[] = [];
  const noting =
    <Rest extends readonly unknown[], Answer>(answer: (...rest: Rest) => Promise<Answer>) =>
    (question: string, ...rest: Rest): Promise<Answer> => {
      asked.push(question);
      return answer(...rest);
    };
  const person: Person = {
    choose: noting(async ([first]) => {
      if (first === undefined) throw new Error("There is nothing to choose from.");
      return first.value;
    }),
    chooseSome: noting(async (choices) => choices.map(({ value }) => value)),
    write: noting(async (proposed) => proposed),
    agree: noting(async () => true),
    ...changed,
  };
  return { person, asked };
};

describe("sarcelle init", () => {
  it("with --from-group and --yes writes a file that can be registered, shows what its upgrade would change, and changes nothing", async () => {
    const { world, file, typed, said } = await worldWith();
    const since = world.calls.list().length;
    expect(await typed("init", "--from-group", "web", "--yes", "--file", file)).toBe(0);
    expect(world.calls.list({ since }).filter(({ mutating }) => mutating)).toEqual([]);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\S*docs\/environment\.schema\.json\n/);
    expect(parse(text)).toMatchObject({
      ...{ name: "web-live", account: world.account, region: world.region, stage: "live" },
      ...{ loadBalancer: "web", group: "web" },
      listeners: [
        { port: 8080, placeholders: { blue: 9080, green: 9081 } },
        { port: 8443, placeholders: { blue: 9082, green: 9083 } },
      ],
    });
    expect(said()).toContain("+ auto-scaling-group web-green");
    expect(said()).toContain(`env apply ${file}`);
    expect(await typed("env", "list")).toBe(0);
    expect(said()).toContain("No environment is registered");
    expect(await typed("env", "apply", file)).toBe(0);
    expect(await typed("plan", "web-live", "upgrade")).toBe(0);
    expect(said()).toContain("+ auto-scaling-group web-green");
  });

  it("never overwrites a file, nor registers a group that is an environment's", async () => {
    const { file, typed } = await worldWith();
    const again = () => typed("init", "--from-group", "web", "--yes", "--file", file);
    await again();
    const first = readFileSync(file, "utf8");
    await expect(again()).rejects.toThrow(`${file} is there already. Say another with --file FILE.`);
    expect(readFileSync(file, "utf8")).toBe(first);
    await typed("env", "apply", file);
    await expect(typed("init", "--from-group", "web", "--yes", "--file", `${file}.2`)).rejects.toThrow(
      "Group 'web' is of environment 'web-live' already.",
    );
  });

  it.each([
    { argv: [], missing: "Say --from-group NAME, the Auto Scaling group, and --yes, which takes what is proposed" },
    { argv: ["--from-group", "web"], missing: "Say --yes, which takes what is proposed for the rest." },
    { argv: ["--yes"], missing: "Say --from-group NAME, the Auto Scaling group." },
  ])("without a terminal, 'init $argv' asks nothing of anybody and names the option", async ({ argv, missing }) => {
    const calls = vi.spyOn(globalThis, "fetch");
    await expect(run(["init", ...argv])).rejects.toThrow(missing);
    expect(calls).not.toHaveBeenCalled();
  });

  it("asks a person which group and listeners, for stage and name, and whether to write what it shows", async () => {
    const { file, asking, said } = await worldWith(shape("several-listeners"));
    const { person, asked } = somebody();
    const chooseSome: Person["chooseSome"] = async (_, choices) => choices.slice(0, 1).map(({ value }) => value);
    expect(await asking({}, { ...person, chooseSome })).toBe(0);
    expect(asked).toEqual([
      "Which Auto Scaling group is the service?",
      "Its stage?",
      "Its name?",
      `Write this to ${file}?`,
    ]);
    expect(parse(readFileSync(file, "utf8"))).toMatchObject({ name: "tfe-live", listeners: [{ port: 443 }] });
    // What is left out is missed by the upgrade, and said.
    expect(said()).toContain("Its upgrade would be refused as things are.");
  });

  it("writes nothing to whom it is not agreed", async () => {
    const { file, asking } = await worldWith();
    const { person } = somebody({ agree: async () => false });
    await expect(asking({}, person)).rejects.toThrow("Nothing was written.");
    expect(existsSync(file)).toBe(false);
  });

  it("proposes one side for a group that is behind no load balancer", async () => {
    const described = shape("several-listeners") as { readonly AutoScalingGroups: readonly object[] };
    const [group] = described.AutoScalingGroups;
    const lonely = { ...group, AutoScalingGroupName: "queue-workers-beta", TargetGroupARNs: [] };
    const { file, typed, said } = await worldWith({
      ...described,
      AutoScalingGroups: [...described.AutoScalingGroups, lonely],
    });
    expect(await typed("init", "--from-group", "queue-workers-beta", "--yes", "--file", file)).toBe(0);
    expect(parse(readFileSync(file, "utf8"))).toMatchObject({
      ...{ name: "queue-workers-beta", stage: "beta", sides: 1, group: "queue-workers-beta" },
    });
    expect(said()).toContain("plan queue-workers-beta rolling-update --release FILE");
    expect(await typed("env", "apply", file)).toBe(0);
  });

  it("passes over the ports that other environments of the load balancer registered, though no listener has them yet", async () => {
    const { file, typed } = await worldWith(shape("hosts-and-paths"));
    await typed("init", "--from-group", "shop-web", "--yes", "--file", file);
    await typed("env", "apply", file);
    await typed("init", "--from-group", "shop-api", "--yes", "--file", `${file}.2`);
    const ports = [file, `${file}.2`].map((each) => placeholderPorts(parse(readFileSync(each, "utf8"))));
    expect(ports).toEqual([
      [9080, 9081],
      [9082, 9083],
    ]);
  });
});
