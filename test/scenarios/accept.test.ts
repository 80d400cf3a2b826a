/** A rollback that could not finish, given up by a person: the environment is free, and why is kept. */
import { expect, inject, it } from "vitest";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { NothingToUndo } from "../../src/errors.ts";

const oops = {
  Type: "fixed-response",
  FixedResponseConfig: { StatusCode: "503", ContentType: "text/plain", MessageBody: "Back soon" },
};

it("is refused while the rollback runs; then it closes the journal as things are, with the reason, and frees the environment", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const accept = () =>
    simulation.asOperator(() => run(["rollback", environment, "--accept", "kept on purpose", "--requested-by", "me"]));
  const refusal = async () => accept().catch((error: unknown) => error);
  const none = `'${environment}' has no rollback that could not finish; see 'sarcelle status ${environment}'. Nothing was changed.`;
  expect(await refusal()).toEqual(new NothingToUndo(none));

  // The switch hears of its first write only after a while: long enough for somebody to close the listener that it wrote.
  simulation.faults.add({
    target: "elasticloadbalancing:ModifyListener",
    fault: "latency",
    milliseconds: 15_000,
    nth: 1,
  });
  const switching = await sarcelle.start({ action: "switch" }, "switch");
  await simulation.until(() => simulation.calls.list().some(({ operation }) => operation === "ModifyListener"), 60_000);
  expect(await refusal()).toEqual(new NothingToUndo(none));
  const [listener] = (await sarcelle.lock())?.entries.filter(({ change }) => change.resource.kind === "listener") ?? [];
  const ListenerArn = listener?.change.resource.id;
  await simulation.operate("elasticloadbalancing", "ModifyListener", { ListenerArn, DefaultActions: [oops] });
  await simulation.until(async () => (await sarcelle.lock())?.owner === "rollback:switch", 120_000);
  expect(await refusal()).toEqual(
    new NothingToUndo(
      "The rollback of 'switch' still runs, in execution 'switch'. Nothing was changed; wait for its end.",
    ),
  );

  expect(await sarcelle.ended(switching)).toMatchObject({ error: "RollbackFailed" });
  await sarcelle.ended(switching.replace("blue-green:switch", "rollback:undo-switch"));
  expect(await accept()).toBe(0);
  expect(await sarcelle.lock()).toBeUndefined();
  expect((await sarcelle.journals()).at(-1)).toMatchObject({
    deployment: { id: "switch" },
    outcome: "Accepted",
    reason: "me (arn:aws:iam::123456789012:user/operator): kept on purpose",
  });
  const { Listeners } = (await simulation.operate("elasticloadbalancing", "DescribeListeners", {
    ListenerArns: [ListenerArn],
  })) as { readonly Listeners: readonly { readonly DefaultActions: unknown }[] };
  expect(Listeners[0]?.DefaultActions).toMatchObject([oops]);
  await simulation.stop();
});
