/** Sarcelle is removed from an account while an environment serves: what was deployed goes on serving, and what stays can be told. */
import { readFileSync } from "node:fs";
import { expect, inject, it, onTestFinished } from "vitest";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { says } from "./typing.ts";

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties?: { readonly RetentionInDays?: number };
}

const { Resources }: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(
  readFileSync(inject("template"), "utf8"),
);

it("the template keeps both tables, whatever becomes of the stack, and nothing else; logs have an end", () => {
  const kept = Object.entries(Resources).filter(([, one]) => one.DeletionPolicy ?? one.UpdateReplacePolicy);
  const both = { DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" };
  expect(kept.map(([id, { Type }]) => [id, Type]).toSorted()).toEqual([
    ["InventoryTable", "AWS::DynamoDB::Table"],
    ["Table", "AWS::DynamoDB::Table"],
  ]);
  for (const [, resource] of kept) expect(resource).toMatchObject(both);
  const endless = Object.entries(Resources).filter(
    ([, { Type, Properties }]) => Type === "AWS::Logs::LogGroup" && Properties?.RetentionInDays === undefined,
  );
  expect(endless).toEqual([]);
});

it("removed while an environment serves, it fails no request and changes nothing of it, and the command still says what stays", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release-2");
  const services = ["autoscaling", "ec2", "elasticloadbalancing"] as const;
  const before = comparableState(await simulation.state(services));

  await simulation.operate("cloudformation", "DeleteStack", { StackName: service });
  await simulation.advance(10 * 60_000);
  expect(await simulation.operate("cloudformation", "ListStacks", {})).toMatchObject({
    StackSummaries: [{ StackName: service, StackStatus: "DELETE_COMPLETE" }],
  });

  expect(differences(before, comparableState(await simulation.state(services)))).toEqual([]);
  expect(simulation.traffic().failed).toBe(0);
  expect(simulation.traffic().total).toBeGreaterThan(2_000);
  expect(await says(simulation, "env", "list")).toBe(`${environment}\n`);
  expect(await says(simulation, "status", environment)).toMatch(/^web-live \(live\): traffic on green\n/);
  const refused = await says(simulation, "deploy", environment, "--release", "examples/release-2.yml");
  expect(refused).toMatch(/^There is no stack 'sarcelle-live' in eu-west-1/);
});
